import type { Account } from '../../protocol/accounts/account.ts'
import type { Consent } from '../../protocol/grant.ts'
import type { Session } from '../../protocol/session.ts'
import type { Parts } from '../parts.ts'
import { withAccount } from '../with-account.ts'

/** The content of a browser's cookies, whose MACs have been verified. */
export interface Browser {
  /** 128 random bits, base64url: identifies the browser, not the person. */
  readonly id: string
  /** True when the browser sent the cookie that all our forms rely on; otherwise the id is new. */
  readonly known: boolean
  /** Session ids, the current one first. The sessions may have ended; loading them tells. */
  readonly sessionIds: readonly string[]
}

export interface SignedIn {
  readonly session: Session
  readonly account: Account
  /** What the account allowed the client that was asked about. */
  readonly consent?: Consent
}

/** Seconds between two updates of a session's `lastSeenAt`, so that most requests write nothing. */
const SEEN_AGAIN_SECONDS = 300

type SessionParts = Pick<Parts, 'storage' | 'accounts' | 'accountsAreStored' | 'clock' | 'settings'>

/**
 * The first live session of this browser whose account is enabled. With `accountId`, one of that account if
 * there is one.
 */
export async function loadCurrentSession(
  browser: Browser,
  { accountId, clientId }: { readonly accountId?: string | undefined; readonly clientId: string },
  parts: SessionParts,
): Promise<SignedIn | undefined> {
  let first: SignedIn | undefined
  for (const id of browser.sessionIds) {
    const signedIn = await loadSession({ id, clientId }, parts)
    if (signedIn === undefined) continue
    if (accountId === undefined || signedIn.account.id === accountId) return signedIn
    first ??= signedIn
  }
  return first
}

/** All live sessions of this browser, the current one first. */
export async function loadSessions(browser: Browser, parts: SessionParts): Promise<readonly SignedIn[]> {
  const loaded = await Promise.all(browser.sessionIds.map((id) => loadSession({ id }, parts)))
  return loaded.filter((signedIn) => signedIn !== undefined)
}

async function loadSession(
  key: { readonly id: string; readonly clientId?: string },
  parts: SessionParts,
): Promise<SignedIn | undefined> {
  const { storage, clock, settings } = parts
  const now = clock.now()
  const reading = storage.sessions.findWithAccount(key, now, settings.lifetimes.sessionIdleSeconds)
  const { found, account } = await withAccount(reading, ({ session }) => session.accountId, parts)
  if (found === undefined || account === undefined || account.disabled) return undefined
  const { session, consent } = found
  if (now - session.lastSeenAt >= SEEN_AGAIN_SECONDS) await storage.sessions.touch(key.id, now)
  return { session, account, ...(consent && { consent }) }
}
