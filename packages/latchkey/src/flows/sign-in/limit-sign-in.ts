import type { Caller } from '../../ports/caller.ts'
import { canonicalUsername } from '../../protocol/accounts/canonical-username.ts'
import type { AttemptLimit } from '../../protocol/decide-attempt.ts'
import { networkOf } from '../../protocol/network-of.ts'
import type { Parts } from '../parts.ts'

/** A password that somebody wants to try. */
export interface SignInAttempt {
  readonly username: string
  readonly caller: Caller
  /** Set in a browser that the account has signed in in before. */
  readonly familiarBrowserId: string | undefined
}

/** What the tries are counted by. */
export type CountedBy = 'address' | 'account_and_address' | 'account' | 'familiar_browser'

export type AttemptOutcome =
  /** `lastOf` is set when no more is allowed for the account anywhere but in browsers that it knows. */
  | { readonly outcome: 'taken'; readonly lastOf?: 'account'; readonly resetsAt: number }
  /** Epoch seconds at which another attempt makes sense. */
  | { readonly outcome: 'locked'; readonly until: number; readonly by: CountedBy }

interface Counter extends AttemptLimit {
  readonly by: CountedBy
}

type LimitParts = Pick<Parts, 'storage' | 'settings' | 'clock' | 'sealer'>

/**
 * Counts an attempt before the password is checked, so that parallel guesses cannot exceed the limit. Three
 * counters: this address at any account (credential stuffing; first, so that one address creates no more rows
 * than it has attempts), this account from this address (a guesser), this account from anywhere (a botnet).
 * The account counts in its canonical spelling, whether it exists or not, and the address as its network.
 *
 * In a browser that the account knows there is one counter instead, the browser's own: strangers cannot use
 * it up, and who stole its cookie has as many tries as it allows, not more.
 */
export async function takeSignInAttempt(attempt: SignInAttempt, parts: LimitParts): Promise<AttemptOutcome> {
  const { storage, clock } = parts
  const now = clock.now()
  const taken: Counter[] = []
  let last: AttemptOutcome = { outcome: 'taken', resetsAt: now }
  for (const counter of countersOf(attempt, parts)) {
    const { outcome, remaining, resetsAt } = await storage.attempts.take(counter, now)
    if (outcome === 'exhausted') {
      // It will not be looked at: somebody who keeps trying must not use up what others at this address have.
      await giveBack(taken, parts)
      return { outcome: 'locked', until: resetsAt, by: counter.by }
    }
    taken.push(counter)
    const isLast = counter.by === 'account' && remaining === 0
    last = { outcome: 'taken', resetsAt, ...(isLast && { lastOf: 'account' }) }
  }
  return last
}

/** Takes back an attempt whose password was not looked at. */
export async function giveBackSignInAttempt(attempt: SignInAttempt, parts: LimitParts): Promise<void> {
  await giveBack(countersOf(attempt, parts), parts)
}

/**
 * Takes back the attempts of a person who has signed in: their earlier typing errors at this address, or in
 * this browser, are forgotten, and this attempt is not counted, so that an office behind one address can sign
 * in all morning. What others tried elsewhere stays counted.
 */
export async function forgiveSignInAttempt(attempt: SignInAttempt, parts: LimitParts): Promise<void> {
  const counters = countersOf(attempt, parts)
  const isOwn = ({ by }: Counter) => by === 'account_and_address' || by === 'familiar_browser'
  await Promise.all([
    ...counters.filter(isOwn).map(({ key }) => parts.storage.attempts.forget(key)),
    giveBack(
      counters.filter((counter) => !isOwn(counter)),
      parts,
    ),
  ])
}

/**
 * Callers whose addresses are known beforehand: browsers on this machine, and everybody at a host that passes
 * no addresses.
 */
const KNOWN_NETWORKS: readonly string[] = ['127.0.0.1', '::1', 'unknown'].map(networkOf)

/**
 * Forgets the tries of an account that has a new password: guesses at the former one say nothing about this
 * one, and whoever was locked out is let in. What was counted for the account from other addresses is under
 * keys that nobody here knows, so those addresses wait for the end of their window; the tries of an address
 * at all accounts stay counted.
 */
export async function forgetSignInAttempts(
  username: string,
  { storage, sealer }: Pick<Parts, 'sealer'> & { readonly storage: Pick<Parts['storage'], 'attempts'> },
): Promise<void> {
  const account = toAccountKey(username, sealer)
  const keys = [accountKey(account), ...KNOWN_NETWORKS.map((network) => pairKey(account, network))]
  await Promise.all(keys.map((key) => storage.attempts.forget(key)))
}

async function giveBack(
  counters: readonly Counter[],
  { storage, clock }: Pick<Parts, 'storage' | 'clock'>,
): Promise<void> {
  await Promise.all(counters.map(({ key }) => storage.attempts.giveBack(key, clock.now())))
}

function countersOf(
  { username, caller, familiarBrowserId }: SignInAttempt,
  { settings: { limits }, sealer }: Pick<Parts, 'settings' | 'sealer'>,
): readonly Counter[] {
  const windowSeconds = limits.passwordWindowSeconds
  const count = (by: CountedBy, key: string, limit: number) => ({ by, key, limit, windowSeconds })
  if (familiarBrowserId !== undefined) {
    const limit = limits.passwordAttemptsPerFamiliarBrowser
    return [count('familiar_browser', `password:browser:${familiarBrowserId}`, limit)]
  }
  const account = toAccountKey(username, sealer)
  const network = networkOf(caller.address)
  const pairLimit = limits.passwordAttemptsPerAccountAndAddress
  return [
    count('address', `password:address:${network}`, limits.passwordAttemptsPerAddress),
    count('account_and_address', pairKey(account, network), pairLimit),
    count('account', accountKey(account), limits.passwordAttemptsPerAccount),
  ]
}

const accountKey = (account: string) => `password:account:${account}`
const pairKey = (account: string, network: string) => `password:pair:${account}:${network}`

/**
 * The MAC of the canonical username: of fixed length, and so that no list is kept of what people typed (which
 * at times is a password).
 */
function toAccountKey(username: string, sealer: Parts['sealer']): string {
  return sealer.mac('username', canonicalUsername(username))
}
