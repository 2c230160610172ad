import type { Table, TableRow } from '../rows/table.ts'
import type { BoundValues } from './connection.ts'

/** Inserts a row, or changes nothing if it would duplicate an existing one. */
export function insertRow({ name, columns }: Pick<Table<never>, 'name' | 'columns'>): string {
  return `${insertInto({ name, columns })} ON CONFLICT DO NOTHING`
}

/** `INSERT INTO …`. Callers append what to do on a conflict. */
export function insertInto({ name, columns }: Pick<Table<never>, 'name' | 'columns'>): string {
  const names = Object.keys(columns)
  return `INSERT INTO ${name} (${names.join(', ')}) VALUES (${names.map((column) => `:${column}`).join(', ')})`
}

/** Replaces every column of the row with this key. */
export function replaceRow({ name, columns, key }: Pick<Table<never>, 'name' | 'columns' | 'key'>): string {
  const names = Object.keys(columns).filter((column) => !key.includes(column))
  const isRow = key.map((column) => `${column} = :${column}`).join(' AND ')
  return `UPDATE ${name} SET ${names.map((column) => `${column} = :${column}`).join(', ')} WHERE ${isRow}`
}

/** SQLite has no booleans. */
export function toBound(row: TableRow): BoundValues {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'boolean' ? Number(value) : value,
    ]),
  )
}
