import type { AccountStore } from '../../ports/storage.ts'
import type { StoredAccount } from '../../ports/stored-records.ts'
import { type AccountRow, fromAccountRow, toAccountRow } from '../rows/account-row.ts'
import type { Connection } from './connection.ts'
import { pageOf } from './page-of.ts'
import type { RecordTable } from './record-table.ts'

/** SQLite has no booleans. */
type NumericRow = AccountRow<0 | 1>

const INSERT = `
  INSERT INTO accounts (id, username, canonical_username, password_hash, claims, disabled, created_at, version)
  VALUES (:id, :username, :canonical_username, :password_hash, :claims, :disabled, :created_at, :version)
  ON CONFLICT DO NOTHING`

const UPDATE = `
  UPDATE accounts SET username = :username, canonical_username = :canonical_username,
    password_hash = :password_hash, claims = :claims, disabled = :disabled, created_at = :created_at,
    version = :version
  WHERE id = :id`

export const accountTable: RecordTable<StoredAccount> = {
  name: 'accounts',
  key: ['id'],
  insert: INSERT,
  toRow,
  fromRow: fromAccountRow,
}

export function sqliteAccounts(connection: Connection): AccountStore {
  const find = (id: string) => connection.get<NumericRow>('SELECT * FROM accounts WHERE id = :id', { id })
  const findByUsername = (canonicalUsername: string) =>
    connection.get<NumericRow>('SELECT * FROM accounts WHERE canonical_username = :canonicalUsername', {
      canonicalUsername,
    })

  return {
    create: (account) =>
      connection.write(() => {
        if (find(account.id) !== undefined) return 'id_taken'
        if (findByUsername(account.canonicalUsername) !== undefined) return 'username_taken'
        connection.run(INSERT, toRow(account))
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
        connection.run(UPDATE, toRow(account))
        return 'updated'
      }),

    remove: (id) =>
      connection.write(() =>
        connection.run('DELETE FROM accounts WHERE id = :id', { id }) === 1 ? 'removed' : 'unknown',
      ),

    async list(page) {
      return pageOf<NumericRow>(connection, { table: 'accounts', direction: 'ASC' }, page).map(fromAccountRow)
    },
  }
}

function toRow(account: StoredAccount): NumericRow {
  return { ...toAccountRow(account), disabled: account.disabled ? 1 : 0 }
}
