import type { SessionWithAccount } from '../../ports/stores/session-store.ts'
import { fromSessionWithAccountRow, sessionWithAccountColumns } from '../rows/session-with-account-row.ts'
import { batchOf } from './batch.ts'
import type { Database } from './database.ts'
import { findJoined } from './find-joined.ts'

interface SessionKey {
  readonly id: string
  readonly clientId?: string
}

/** One statement for many sessions, alive or not; each row is looked up by the primary key of its table. */
export function findSessionWithAccount(
  database: Database,
): (key: SessionKey) => Promise<SessionWithAccount | undefined> {
  const { schema } = database
  const keys = { place: 'bigint', id: 'text', client_id: 'text' } as const
  const find = findJoined<SessionKey>(database, {
    label: 'find_sessions_with_accounts',
    text: `SELECT s.place, ${sessionWithAccountColumns} FROM ${batchOf(keys)}
      JOIN ${schema}.sessions AS e ON e.id = s.id
      LEFT JOIN ${schema}.accounts AS a ON a.id = e.account_id
      LEFT JOIN ${schema}.consents AS c ON c.account_id = e.account_id AND c.client_id = s.client_id`,
    toValues: ({ id, clientId }) => [id, clientId ?? null],
  })
  return async (key) => {
    const row = await find(key)
    return row && fromSessionWithAccountRow(row)
  }
}
