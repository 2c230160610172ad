import { canonicalUsername } from '../../protocol/accounts/canonical-username.ts'
import type { AttemptLimit } from '../../protocol/decide-attempt.ts'
import { networkOf } from '../../protocol/network-of.ts'
import type { Caller } from '../caller.ts'
import type { Parts } from '../parts.ts'

/**
 * Counts an attempt before the password is checked, so that parallel guesses cannot exceed the limit. Three
 * counters: this address at any account (credential stuffing; first, so that one address creates no more rows
 * than it has attempts), this account from this address (a guesser), this account from anywhere (a botnet).
 * The account counts in its canonical spelling, whether it exists or not, and the address as its network.
 * @returns epoch seconds at which another attempt makes sense, or undefined when this one may go on.
 */
export async function takeSignInAttempt(
  username: string,
  caller: Caller,
  { storage, settings, clock, sealer }: Pick<Parts, 'storage' | 'settings' | 'clock' | 'sealer'>,
): Promise<number | undefined> {
  for (const counter of countersOf(username, caller, { settings, sealer })) {
    const verdict = await storage.attempts.take(counter, clock.now())
    if (verdict.outcome === 'exhausted') return verdict.resetsAt
  }
  return undefined
}

/**
 * Takes back the attempts of a person who has signed in: their earlier typing errors are forgotten, and this
 * attempt is not counted, so that an office behind one address can sign in all morning.
 */
export async function forgiveSignInAttempt(
  username: string,
  caller: Caller,
  { storage, settings, clock, sealer }: Pick<Parts, 'storage' | 'settings' | 'clock' | 'sealer'>,
): Promise<void> {
  const [address, pair, account] = countersOf(username, caller, { settings, sealer })
  await Promise.all([
    storage.attempts.forget(pair.key),
    storage.attempts.giveBack(address.key, clock.now()),
    storage.attempts.giveBack(account.key, clock.now()),
  ])
}

function countersOf(
  username: string,
  caller: Caller,
  { settings: { limits }, sealer }: Pick<Parts, 'settings' | 'sealer'>,
): readonly [address: AttemptLimit, pair: AttemptLimit, account: AttemptLimit] {
  const account = toAccountKey(username, sealer)
  const network = networkOf(caller.address)
  const windowSeconds = limits.passwordWindowSeconds
  return [
    { key: `password:address:${network}`, limit: limits.passwordAttemptsPerAddress, windowSeconds },
    {
      key: `password:pair:${account}:${network}`,
      limit: limits.passwordAttemptsPerAccountAndAddress,
      windowSeconds,
    },
    { key: `password:account:${account}`, limit: limits.passwordAttemptsPerAccount, windowSeconds },
  ]
}

/**
 * The MAC of the canonical username: of fixed length, and so that no list is kept of what people typed (which
 * at times is a password).
 */
function toAccountKey(username: string, sealer: Parts['sealer']): string {
  return sealer.mac('username', canonicalUsername(username))
}
