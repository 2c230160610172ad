import type { SessionStore } from '../../ports/stores/session-store.ts'
import { isSessionAlive, type Session } from '../../protocol/session.ts'
import { keep } from './keep.ts'
import { newestFirst } from './newest-first.ts'

export function memorySessions(rows: Map<string, Session>): SessionStore {
  return {
    async start(session) {
      if (rows.has(session.id)) return 'taken'
      rows.set(session.id, keep(session))
      return 'started'
    },

    async find(id, now, idleSeconds) {
      const row = rows.get(id)
      return row !== undefined && isSessionAlive(row, now, idleSeconds) ? row : undefined
    },

    async touch(id, now) {
      const row = rows.get(id)
      if (row !== undefined && row.lastSeenAt < now) rows.set(id, keep({ ...row, lastSeenAt: now }))
    },

    async end(id) {
      return rows.delete(id) ? 'ended' : 'unknown'
    },

    async endAll(accountId, exceptId) {
      const ended = [...rows.values()].filter((row) => row.accountId === accountId && row.id !== exceptId)
      for (const row of ended) rows.delete(row.id)
      return ended.length
    },

    async listByAccount(accountId, now) {
      return newestFirst(
        [...rows.values()].filter((row) => row.accountId === accountId && now < row.expiresAt),
      )
    },
  }
}
