import type { GrantKey, GrantWithAccount } from '../../ports/stores/grant-store.ts'
import { fromGrantWithAccountRow, grantWithAccountColumns } from '../rows/grant-with-account-row.ts'
import { batchOf } from './batch.ts'
import type { Database } from './database.ts'
import { findJoined } from './find-joined.ts'

/** One statement for many grants; each row is looked up by the primary key of its table. */
export function findGrantWithAccount(
  database: Database,
): (key: GrantKey, now: number) => Promise<GrantWithAccount | undefined> {
  const { schema } = database
  const keys = { place: 'bigint', id: 'text', account_id: 'text', remembered_id: 'text' } as const
  const find = findJoined<GrantKey>(database, {
    label: 'find_grants_with_accounts',
    text: `SELECT s.place, ${grantWithAccountColumns} FROM ${batchOf(keys)}
      JOIN ${schema}.grants AS g ON g.id = s.id
      LEFT JOIN ${schema}.accounts AS a ON a.id = coalesce(s.account_id, g.account_id)
      LEFT JOIN ${schema}.sessions AS e ON e.id = g.session_id
      LEFT JOIN ${schema}.remembered_ids AS r ON r.id = s.remembered_id`,
    toValues: ({ id, accountId, rememberedId }) => [id, accountId ?? null, rememberedId ?? null],
  })
  return async (key, now) => {
    const row = await find(key)
    return row && fromGrantWithAccountRow(row, now)
  }
}
