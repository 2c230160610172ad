import type { StoredAccount } from '../../ports/stored-records.ts'
import type { AccountStore } from '../../ports/stores/account-store.ts'
import { accountTable } from '../rows/account-row.ts'
import { insertBatch, toBatch, toValues } from './batch.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './failure.ts'
import { findByKey } from './find-by-key.ts'
import { listPage } from './page-of.ts'
import { settle } from './settle.ts'

const UNIQUE_VIOLATION = '23505'

export function postgresAccounts(database: Database): AccountStore {
  const valuesOf = toValues(accountTable)
  const { create, replace, remove } = toStatements(database)
  const find = findByKey(database, accountTable)
  const findByUsername = findByKey(database, accountTable, 'canonical_username')
  const list = listPage(database, accountTable, 'ASC')

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

    list,
  }

  async function update(account: StoredAccount): Promise<'updated' | 'unchanged' | 'username_taken'> {
    try {
      const { count } = await database.write(replace, valuesOf(account))
      return count === 1 ? 'updated' : 'unchanged'
    } catch (error) {
      // The username is the only unique value that can change.
      if (sqlStateOf(error) === UNIQUE_VIOLATION) return 'username_taken'
      throw error
    }
  }
}

function toStatements(database: Database) {
  const accounts = `${database.schema}.accounts`
  const columns = Object.entries(accountTable.columns)
  const parameters = new Map(columns.map(([name, type], index) => [name, `$${index + 1}::${type}`]))
  const assignments = [...parameters].map(([name, parameter]) => `${name} = ${parameter}`)
  return {
    create: database.statement(
      'create_account',
      `${insertBatch(database.schema, accountTable)} ON CONFLICT DO NOTHING`,
    ),
    replace: database.statement(
      'replace_account',
      `UPDATE ${accounts} SET ${assignments.join(', ')}
       WHERE id = ${parameters.get('id')} AND version = ${parameters.get('version')} - 1`,
    ),
    remove: database.statement('remove_account', `DELETE FROM ${accounts} WHERE id = $1::text`),
  }
}
