import type { AccountStore } from '../../ports/stores/account-store.ts'
import { type AccountRow, accountTable, fromAccountRow, toAccountRow } from '../rows/account-row.ts'
import type { Connection } from './connection.ts'
import { listPage } from './page-of.ts'
import { insertRow, replaceRow, toBound } from './write-row.ts'

const INSERT = insertRow(accountTable)

const REPLACE = replaceRow(accountTable)

export function sqliteAccounts(connection: Connection): AccountStore {
  const find = (id: string) => connection.get<AccountRow>('SELECT * FROM accounts WHERE id = :id', { id })
  const findByUsername = (canonicalUsername: string) =>
    connection.get<AccountRow>('SELECT * FROM accounts WHERE canonical_username = :canonicalUsername', {
      canonicalUsername,
    })

  return {
    create: (account) =>
      connection.write(() => {
        if (find(account.id) !== undefined) return 'id_taken'
        if (findByUsername(account.canonicalUsername) !== undefined) return 'username_taken'
        connection.run(INSERT, toBound(toAccountRow(account)))
        return 'created'
      }),

    async find(id) {
      const row = find(id)
      return row && fromAccountRow(row)
    },

    async findByUsername(canonicalUsername) {
      const row = findByUsername(canonicalUsername)
      return row && fromAccountRow(row)
    },

    update: (account) =>
      connection.write(() => {
        const stored = find(account.id)
        if (stored === undefined) return 'unknown'
        if (stored.version !== account.version - 1) return 'stale'
        const holder = findByUsername(account.canonicalUsername)
        if (holder !== undefined && holder.id !== account.id) return 'username_taken'
        connection.run(REPLACE, toBound(toAccountRow(account)))
        return 'updated'
      }),

    remove: (id) =>
      connection.write(() =>
        connection.run('DELETE FROM accounts WHERE id = :id', { id }) === 1 ? 'removed' : 'unknown',
      ),

    async list(page) {
      return listPage(connection, accountTable, { ...page, direction: 'ASC' })
    },
  }
}
