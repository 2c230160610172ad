import type { AttemptLimit } from '../ports/storage.ts'
import { canonicalUsername } from '../protocol/canonical-username.ts'
import { networkOf } from '../protocol/network-of.ts'
import type { Caller } from './caller.ts'
import type { Parts } from './parts.ts'

/**
 * Counts a try at a password before the password is looked at, so that parallel guesses cannot pass the limit. Three counters: this
 * address at any account (stuffing; first, so that one address makes no more rows than it has tries), this account from this address
 * (the one that stops a guesser), this account from anywhere (a botnet). The account is counted in its canonical spelling, known or
 * not, the address as the network that it is in.
 * @returns epoch seconds at which another try makes sense, or undefined when this one may go on.
 */
export async function takeSignInAttempt(
  username: string,
  caller: Caller,
  { storage, settings, clock, sealer }: Pick<Parts, 'storage' | 'settings' | 'clock' | 'sealer'>,
): Promise<number | undefined> {
  const { limits } = settings
  const account = toAccountKey(username, sealer)
  const windowSeconds = limits.passwordWindowSeconds
  const counters: readonly AttemptLimit[] = [
    {
      key: `password:address:${networkOf(caller.address)}`,
      limit: limits.passwordAttemptsPerAddress,
      windowSeconds,
    },
    { key: pairKey(account, caller), limit: limits.passwordAttemptsPerAccountAndAddress, windowSeconds },
    { key: `password:account:${account}`, limit: limits.passwordAttemptsPerAccount, windowSeconds },
  ]
  for (const counter of counters) {
    const verdict = await storage.attempts.take(counter, clock.now())
    if (verdict.outcome === 'exhausted') return verdict.resetsAt
  }
  return undefined
}

/** The person proved themselves: their own earlier typing errors are forgotten. The wider counters stay. */
export async function forgetSignInAttempts(
  username: string,
  caller: Caller,
  { storage, sealer }: Pick<Parts, 'storage' | 'sealer'>,
): Promise<void> {
  await storage.attempts.forget(pairKey(toAccountKey(username, sealer), caller))
}

function pairKey(account: string, caller: Caller): string {
  return `password:pair:${account}:${networkOf(caller.address)}`
}

/** The canonical spelling under a MAC: of one length, and no list of what people typed (which at times is a password). */
function toAccountKey(username: string, sealer: Parts['sealer']): string {
  return sealer.mac('username', canonicalUsername(username))
}
