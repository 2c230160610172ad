import type { StoredAccount } from '../../ports/stored-records.ts'

/** `Flag` is what the database makes of a boolean. */
export type AccountRow<Flag extends boolean | 0 | 1 = boolean> = {
  readonly id: string
  readonly username: string
  readonly canonical_username: string
  readonly password_hash: string | null
  readonly claims: string
  readonly disabled: Flag
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

export function fromAccountRow(row: AccountRow<boolean | 0 | 1>): StoredAccount {
  return {
    id: row.id,
    username: row.username,
    canonicalUsername: row.canonical_username,
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    claims: JSON.parse(row.claims),
    disabled: Boolean(row.disabled),
    createdAt: row.created_at,
    version: row.version,
  }
}
