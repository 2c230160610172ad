import type { RememberedId } from '../../ports/stored-records.ts'

export type RememberedIdRow = {
  readonly id: string
  readonly expires_at: number
}

export function toRememberedIdRow({ id, expiresAt }: RememberedId): RememberedIdRow {
  return { id, expires_at: expiresAt }
}

export function fromRememberedIdRow(row: RememberedIdRow): RememberedId {
  return { id: row.id, expiresAt: row.expires_at }
}
