import type { SessionStore } from '../../ports/stores/session-store.ts'
import { toAccount } from '../../protocol/accounts/to-account.ts'
import { isSessionAlive } from '../../protocol/session.ts'
import { keep } from './keep.ts'
import { consentKey } from './memory-consents.ts'
import type { StoredRows } from './memory-records.ts'
import { newestFirst } from './newest-first.ts'

export function memorySessions(stored: StoredRows): SessionStore {
  const rows = stored.sessions
  const findAlive = (id: string, now: number, idleSeconds: number) => {
    const row = rows.get(id)
    return row !== undefined && isSessionAlive(row, now, idleSeconds) ? row : undefined
  }

  return {
    async start(session) {
      if (rows.has(session.id)) return 'taken'
      rows.set(session.id, keep(session))
      return 'started'
    },

    async find(id, now, idleSeconds) {
      return findAlive(id, now, idleSeconds)
    },

    async findWithAccount({ id, clientId }, now, idleSeconds) {
      const session = findAlive(id, now, idleSeconds)
      if (session === undefined) return undefined
      const { accountId } = session
      const account = stored.accounts.get(accountId)
      const consent =
        clientId === undefined ? undefined : stored.consents.get(consentKey(accountId, clientId))
      return { session, ...(account && { account: toAccount(account) }), ...(consent && { consent }) }
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
