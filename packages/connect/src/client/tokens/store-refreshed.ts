import type { OpenSession, SessionKeeper } from '../sessions/session-keeper.ts'
import { SignInRequired } from '../sign-in-required.ts'
import type { Refreshed } from './refresh-request.ts'

/** The maximum number of tries: others write the session too, if only its `usedAt`. */
const MAX_WRITES = 10

/**
 * Stores refreshed tokens, before anybody gets them. `undefined` when the session has ended meanwhile: it is
 * not brought back. When another process has refreshed meanwhile, its tokens stay.
 */
export async function storeRefreshed(
  keeper: SessionKeeper,
  session: OpenSession,
  refreshed: Refreshed,
): Promise<OpenSession | undefined> {
  let found = session
  for (let write = 0; write < MAX_WRITES; write += 1) {
    const outcome = await keeper.replace(found, { ...found.record, ...refreshed, claimedUntilMs: 0 })
    if (typeof outcome !== 'string') return outcome
    const newer = outcome === 'gone' ? undefined : await keeper.load(session.secret)
    if (newer === undefined || hasMovedOn(newer, session)) return newer
    found = newer
  }
  throw new Error('The session is written by others all the time')
}

/**
 * Ends a session whose refresh token the issuer no longer honours. If another process has stored a newer one,
 * returns the session with that instead.
 * @throws SignInRequired
 */
export async function endUnlessRefreshed(keeper: SessionKeeper, session: OpenSession): Promise<OpenSession> {
  let found: OpenSession | undefined = session
  for (let write = 0; write < MAX_WRITES && found !== undefined; write += 1) {
    if (hasMovedOn(found, session)) return found
    // First written as long expired: this fails if another process stores a newer token right now.
    const outcome: OpenSession | 'changed' | 'gone' = await keeper.replace(found, {
      ...found.record,
      createdAt: 0,
    })
    if (outcome !== 'changed') break
    found = await keeper.load(session.secret)
  }
  await keeper.end(session.secret)
  throw new SignInRequired('The issuer no longer honours this sign-in')
}

function hasMovedOn(newer: OpenSession, from: OpenSession): boolean {
  return newer.record.tokens.refreshToken !== from.record.tokens.refreshToken
}
