import type { AccountStore, StoredAccount } from '../../ports/storage.ts'
import type { BoundValues, Connection } from './connection.ts'
import { pageOf } from './page-of.ts'
import type { RecordTable } from './record-table.ts'

interface AccountRow {
  readonly id: string
  readonly username: string
  readonly canonical_username: string
  readonly password_hash: string | null
  readonly claims: string
  readonly disabled: 0 | 1
  readonly created_at: number
  readonly version: number
}

const INSERT = `
  INSERT INTO accounts (id, username, canonical_username, password_hash, claims, disabled, created_at, version)
  VALUES (:id, :username, :canonicalUsername, :passwordHash, :claims, :disabled, :createdAt, :version)
  ON CONFLICT DO NOTHING`

const UPDATE = `
  UPDATE accounts SET username = :username, canonical_username = :canonicalUsername,
    password_hash = :passwordHash, claims = :claims, disabled = :disabled, created_at = :createdAt,
    version = :version
  WHERE id = :id`

export const accountTable: RecordTable<StoredAccount> = {
  name: 'accounts',
  key: ['id'],
  insert: INSERT,
  toRow,
  fromRow,
}

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
        connection.run(INSERT, toRow(account))
        return 'created'
      }),

    async find(id) {
      const row = find(id)
      return row && fromRow(row)
    },

    async findByUsername(canonicalUsername) {
      const row = findByUsername(canonicalUsername)
      return row && fromRow(row)
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
      return pageOf<AccountRow>(connection, { table: 'accounts', direction: 'ASC' }, page).map(fromRow)
    },
  }
}

function toRow(account: StoredAccount): BoundValues {
  return {
    ...account,
    passwordHash: account.passwordHash ?? null,
    claims: JSON.stringify(account.claims),
    disabled: account.disabled ? 1 : 0,
  }
}

function fromRow(row: AccountRow): StoredAccount {
  return {
    id: row.id,
    username: row.username,
    canonicalUsername: row.canonical_username,
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    claims: JSON.parse(row.claims),
    disabled: row.disabled === 1,
    createdAt: row.created_at,
    version: row.version,
  }
}
