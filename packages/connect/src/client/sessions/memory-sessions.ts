import { keepLatest } from '../../memo/keep-latest.ts'
import type { SessionStore, StoredSession } from './session-store.ts'

/**
 * The maximum number of sessions that are kept. Beyond that, the one that was written longest ago is removed.
 */
const MAX_MEMORY_SESSIONS = 100_000

/** Sessions in this process: for development and tests. A restart signs everybody out. */
export function memorySessions(most: number = MAX_MEMORY_SESSIONS): SessionStore {
  const sessions = new Map<string, StoredSession>()
  const keep = (key: string, session: StoredSession) => keepLatest(sessions, [key, session], most)
  return {
    create: async (key, { sealed, expiresAt }) => {
      if (sessions.has(key)) return 'exists'
      keep(key, { version: 1, sealed, expiresAt })
      return 'created'
    },
    load: async (key, now) => {
      const session = sessions.get(key)
      return session !== undefined && session.expiresAt > now ? session : undefined
    },
    replace: async (key, from, { sealed, expiresAt }) => {
      const session = sessions.get(key)
      if (session === undefined) return 'gone'
      if (session.version !== from) return 'changed'
      keep(key, { version: from + 1, sealed, expiresAt })
      return 'replaced'
    },
    remove: async (key) => {
      sessions.delete(key)
    },
    removeExpired: async (now, limit) => removeExpired(sessions, now, limit),
    close: async () => {},
  }
}

function removeExpired(sessions: Map<string, StoredSession>, now: number, limit: number): number {
  let removed = 0
  for (const [key, { expiresAt }] of sessions) {
    if (removed === limit) break
    if (expiresAt > now) continue
    sessions.delete(key)
    removed += 1
  }
  return removed
}
