import type { StoredAccount } from '../../ports/stored-records.ts'
import type { Account } from '../../protocol/accounts/account.ts'
import type { Table } from './table.ts'

export type AccountRow = {
  readonly id: string
  readonly username: string
  readonly canonical_username: string
  readonly password_hash: string | null
  readonly claims: string
  readonly disabled: boolean
  readonly created_at: number
  readonly version: number
}

export function toAccountRow(account: StoredAccount): AccountRow {
  return {
    id: account.id,
    username: account.username,
    canonical_username: account.canonicalUsername,
    password_hash: account.passwordHash ?? null,
    claims: JSON.stringify(account.claims),
    disabled: account.disabled,
    created_at: account.createdAt,
    version: account.version,
  }
}

export function fromAccountRow(row: AccountRow): StoredAccount {
  return {
    id: row.id,
    username: row.username,
    canonicalUsername: row.canonical_username,
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    claims: JSON.parse(row.claims),
    // SQLite has no booleans, and returns 0 or 1.
    disabled: Boolean(row.disabled),
    createdAt: row.created_at,
    version: row.version,
  }
}

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

/** The columns of an account that may be told: not its password hash. */
export const personColumns = { id: 'text', username: 'text', claims: 'text', disabled: 'boolean' } as const

export function fromPersonRow(row: Pick<AccountRow, keyof typeof personColumns>): Account {
  return {
    id: row.id,
    username: row.username,
    disabled: Boolean(row.disabled),
    claims: JSON.parse(row.claims),
  }
}
