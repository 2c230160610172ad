import type { RememberedId } from '../../ports/stored-records.ts'
import type { Table } from './table.ts'

export type RememberedIdRow = {
  readonly id: string
  readonly expires_at: number
}

function toRememberedIdRow({ id, expiresAt }: RememberedId): RememberedIdRow {
  return { id, expires_at: expiresAt }
}

function fromRememberedIdRow(row: RememberedIdRow): RememberedId {
  return { id: row.id, expiresAt: row.expires_at }
}

export const rememberedIdTable: Table<RememberedId, RememberedIdRow> = {
  name: 'remembered_ids',
  key: ['id'],
  end: 'expires_at',
  columns: {
    id: 'text',
    expires_at: 'bigint',
  },
  toRow: toRememberedIdRow,
  fromRow: fromRememberedIdRow,
}
