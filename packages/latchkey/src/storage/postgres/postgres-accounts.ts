import type { AccountStore } from '../../ports/storage.ts'
import type { StoredAccount } from '../../ports/stored-records.ts'
import { type AccountRow, fromAccountRow, toAccountRow } from '../rows/account-row.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './failure.ts'
import { findByKey } from './find-by-key.ts'
import { pageOf } from './page-of.ts'
import { settle } from './settle.ts'
import { insertBatch, type Table, toBatch, toValues } from './table.ts'

export const accountTable: Table<StoredAccount, AccountRow> = {
  name: 'accounts',
  key: ['id'],
  columns: {
    id: 'text',
    username: 'text',
    canonical_username: 'text',
    password_hash: 'text',
    claims: 'text',
    disabled: 'boolean',
    created_at: 'bigint',
    version: 'bigint',
  },
  toRow: toAccountRow,
  fromRow: fromAccountRow,
}

const UNIQUE_VIOLATION = '23505'

export function postgresAccounts(database: Database): AccountStore {
  const valuesOf = toValues(accountTable)
  const { create, replace, remove } = toStatements(database)
  const find = findByKey(database, accountTable)
  const findByUsername = findByKey(database, accountTable, 'canonical_username')
  const list = pageOf<AccountRow>(database, {
    table: 'accounts',
    direction: 'ASC',
    columns: Object.keys(accountTable.columns),
  })

  return {
    create: (account) =>
      settle(async () => {
        const { count } = await database.write(create, toBatch([valuesOf(account)]))
        if (count === 1) return 'created'
        if ((await find(account.id)) !== undefined) return 'id_taken'
        return (await findByUsername(account.canonicalUsername)) === undefined ? undefined : 'username_taken'
      }),

    find,
    findByUsername,

    update: (account) =>
      settle(async () => {
        const outcome = await update(account)
        if (outcome !== 'unchanged') return outcome
        const stored = await find(account.id)
        if (stored === undefined) return 'unknown'
        return stored.version === account.version - 1 ? undefined : 'stale'
      }),

    async remove(id) {
      const { count } = await database.write(remove, [id])
      return count === 1 ? 'removed' : 'unknown'
    },

    async list(page) {
      return (await list(page)).map(fromAccountRow)
    },
  }

  async function update(account: StoredAccount): Promise<'updated' | 'unchanged' | 'username_taken'> {
    try {
      const { count } = await database.write(replace, valuesOf(account))
      return count === 1 ? 'updated' : 'unchanged'
    } catch (error) {
      // The username is all that is unique and can change.
      if (sqlStateOf(error) === UNIQUE_VIOLATION) return 'username_taken'
      throw error
    }
  }
}

function toStatements(database: Database) {
  const accounts = `${database.schema}.accounts`
  return {
    create: database.statement(
      'create_account',
      `${insertBatch(database.schema, accountTable)} ON CONFLICT DO NOTHING`,
    ),
    replace: database.statement(
      'replace_account',
      `UPDATE ${accounts} SET username = $2::text, canonical_username = $3::text, password_hash = $4::text,
         claims = $5::text, disabled = $6::boolean, created_at = $7::bigint, version = $8::bigint
       WHERE id = $1::text AND version = $8::bigint - 1`,
    ),
    remove: database.statement('remove_account', `DELETE FROM ${accounts} WHERE id = $1::text`),
  }
}
