import { randomId } from '../../ports/random.ts'
import { canonicalUsername } from '../../protocol/accounts/canonical-username.ts'
import { isWithin } from '../../protocol/is-within.ts'
import type { Parts } from '../parts.ts'
import type { Browser } from './browser.ts'

/** An account that has signed in in this browser before. */
export interface Acquaintance {
  readonly accountId: string
  /** The MAC of the canonical username that was typed. */
  readonly usernameMac: string
  /** Random: this browser's own id for this account, a new one at each sign-in. */
  readonly browserId: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

/** A browser that signs somebody in, with the content of one more cookie. */
export interface SigningInBrowser extends Browser {
  /** The latest first. */
  readonly acquaintances: readonly Acquaintance[]
}

/** Accounts that a browser keeps: with the longest ids, they still fit in one cookie. */
const ACQUAINTANCES = 5

type FamiliarParts = Pick<Parts, 'storage' | 'settings' | 'clock' | 'sealer' | 'random'>

/**
 * The browser's own id for the account that signs in with this username, if it did so here before and its
 * access was not ended since. Reads nothing for a browser without that cookie.
 */
export async function findFamiliarBrowser(
  username: string,
  { acquaintances }: SigningInBrowser,
  { storage, settings, clock, sealer }: FamiliarParts,
): Promise<string | undefined> {
  const now = clock.now()
  const canonical = canonicalUsername(username)
  const found = acquaintances.find(
    (each) => isUnexpired(each, settings, now) && sealer.isMac('username', canonical, each.usernameMac),
  )
  if (found === undefined) return undefined
  const browserIds = await storage.familiarBrowsers.find(found.accountId, now)
  const known = browserIds.slice(0, settings.limits.familiarBrowsersPerAccount)
  return known.includes(found.browserId) ? found.browserId : undefined
}

/**
 * Remembers that this account signed in in this browser, under a new id, so that a copy of the cookie is
 * worth nothing from now on.
 * @returns what the browser is to keep
 */
export async function rememberFamiliarBrowser(
  signedIn: { readonly accountId: string; readonly username: string },
  { acquaintances }: SigningInBrowser,
  { storage, settings, clock, sealer, random }: FamiliarParts,
): Promise<readonly Acquaintance[]> {
  const most = settings.limits.familiarBrowsersPerAccount
  if (most === 0) return []
  const now = clock.now()
  const { accountId, username } = signedIn
  const replacedId = acquaintances.find((each) => each.accountId === accountId)?.browserId
  const acquaintance: Acquaintance = {
    accountId,
    usernameMac: sealer.mac('username', canonicalUsername(username)),
    browserId: randomId(random),
    expiresAt: now + settings.lifetimes.familiarBrowserSeconds,
  }
  const { browserId, expiresAt } = acquaintance
  const replaced = replacedId === undefined ? {} : { replacedId }
  await storage.familiarBrowsers.remember({ accountId, browserId, expiresAt, most, ...replaced }, now)
  const others = acquaintances.filter(
    (each) => each.accountId !== accountId && isUnexpired(each, settings, now),
  )
  return [acquaintance, ...others].slice(0, ACQUAINTANCES)
}

function isUnexpired(
  { expiresAt }: Acquaintance,
  { lifetimes: { familiarBrowserSeconds } }: Pick<Parts['settings'], 'lifetimes'>,
  now: number,
): boolean {
  return isWithin({ from: expiresAt - familiarBrowserSeconds, until: expiresAt }, now)
}
