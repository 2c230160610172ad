import type { SessionStore } from '../../ports/stores/session-store.ts'
import { isSessionAlive } from '../../protocol/session.ts'
import { fromSessionRow, type SessionRow, sessionTable, toSessionRow } from '../rows/session-row.ts'
import { fromSessionWithAccountRow, sessionWithAccountColumns } from '../rows/session-with-account-row.ts'
import type { TableRow } from '../rows/table.ts'
import type { Connection } from './connection.ts'
import { insertRow } from './write-row.ts'

const INSERT = insertRow(sessionTable)

const FIND_WITH_ACCOUNT = `
  SELECT ${sessionWithAccountColumns} FROM sessions AS e
  LEFT JOIN accounts AS a ON a.id = e.account_id
  LEFT JOIN consents AS c ON c.account_id = e.account_id AND c.client_id = :clientId
  WHERE e.id = :id`

export function sqliteSessions(connection: Connection): SessionStore {
  return {
    start: (session) =>
      connection.write(() => (connection.run(INSERT, toSessionRow(session)) === 1 ? 'started' : 'taken')),

    async find(id, now, idleSeconds) {
      const row = connection.get<SessionRow>('SELECT * FROM sessions WHERE id = :id', { id })
      const session = row && fromSessionRow(row)
      return session && isSessionAlive(session, now, idleSeconds) ? session : undefined
    },

    async findWithAccount({ id, clientId = null }, now, idleSeconds) {
      const row = connection.get<TableRow>(FIND_WITH_ACCOUNT, { id, clientId })
      const found = row && fromSessionWithAccountRow(row)
      return found && isSessionAlive(found.session, now, idleSeconds) ? found : undefined
    },

    async touch(id, now) {
      const sql = 'UPDATE sessions SET last_seen_at = :now WHERE id = :id AND last_seen_at < :now'
      await connection.write(() => connection.run(sql, { id, now }))
    },

    end: (id) =>
      connection.write(() =>
        connection.run('DELETE FROM sessions WHERE id = :id', { id }) === 1 ? 'ended' : 'unknown',
      ),

    endAll: (accountId, exceptId) =>
      connection.write(() =>
        connection.run('DELETE FROM sessions WHERE account_id = :accountId AND id IS NOT :exceptId', {
          accountId,
          exceptId: exceptId ?? null,
        }),
      ),

    async listByAccount(accountId, now) {
      return connection
        .all<SessionRow>(
          `SELECT * FROM sessions WHERE account_id = :accountId AND :now < expires_at
           ORDER BY created_at DESC, id DESC`,
          { accountId, now },
        )
        .map(fromSessionRow)
    },
  }
}
