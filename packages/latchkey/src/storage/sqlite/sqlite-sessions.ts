import type { SessionStore } from '../../ports/storage.ts'
import type { Session } from '../../protocol/session.ts'
import { fromSessionRow, type SessionRow, toSessionRow } from '../rows/session-row.ts'
import type { Connection } from './connection.ts'
import type { RecordTable } from './record-table.ts'

const INSERT = `
  INSERT INTO sessions (id, account_id, auth_time, amr, acr, created_at, last_seen_at, expires_at)
  VALUES (:id, :account_id, :auth_time, :amr, :acr, :created_at, :last_seen_at, :expires_at)
  ON CONFLICT (id) DO NOTHING`

export const sessionTable: RecordTable<Session> = {
  name: 'sessions',
  key: ['id'],
  insert: INSERT,
  toRow: toSessionRow,
  fromRow: fromSessionRow,
}

export function sqliteSessions(connection: Connection): SessionStore {
  return {
    start: (session) =>
      connection.write(() => (connection.run(INSERT, toSessionRow(session)) === 1 ? 'started' : 'taken')),

    async find(id, now, idleSeconds) {
      const row = connection.get<SessionRow>(
        `SELECT * FROM sessions WHERE id = :id AND :now < expires_at AND :now < last_seen_at + :idleSeconds`,
        { id, now, idleSeconds },
      )
      return row && fromSessionRow(row)
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
