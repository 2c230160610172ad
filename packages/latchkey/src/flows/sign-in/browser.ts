import type { Account } from '../../protocol/accounts/account.ts'
import type { Session } from '../../protocol/session.ts'
import type { Parts } from '../parts.ts'

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
}

/** Seconds between two updates of a session's `lastSeenAt`, so that most requests write nothing. */
const SEEN_AGAIN_SECONDS = 300

/**
 * The first live session of this browser whose account is enabled. With `accountId`, one of that account if
 * there is one.
 */
export async function loadCurrentSession(
  browser: Browser,
  parts: Pick<Parts, 'storage' | 'accounts' | 'clock' | 'settings'>,
  accountId?: string,
): Promise<SignedIn | undefined> {
  let first: SignedIn | undefined
  for (const id of browser.sessionIds) {
    const signedIn = await loadSession(id, parts)
    if (signedIn === undefined) continue
    if (accountId === undefined || signedIn.account.id === accountId) return signedIn
    first ??= signedIn
  }
  return first
}

/** All live sessions of this browser, the current one first. */
export async function loadSessions(
  browser: Browser,
  parts: Pick<Parts, 'storage' | 'accounts' | 'clock' | 'settings'>,
): Promise<readonly SignedIn[]> {
  const loaded = await Promise.all(browser.sessionIds.map((id) => loadSession(id, parts)))
  return loaded.filter((signedIn) => signedIn !== undefined)
}

async function loadSession(
  id: string,
  { storage, accounts, clock, settings }: Pick<Parts, 'storage' | 'accounts' | 'clock' | 'settings'>,
): Promise<SignedIn | undefined> {
  const now = clock.now()
  const session = await storage.sessions.find(id, now, settings.lifetimes.sessionIdleSeconds)
  if (session === undefined) return undefined
  const account = await accounts.find(session.accountId)
  if (account === undefined || account.disabled) return undefined
  if (now - session.lastSeenAt >= SEEN_AGAIN_SECONDS) await storage.sessions.touch(id, now)
  return { session, account }
}
