import type { ColumnType, ColumnValue, Table } from '../rows/table.ts'
import type { SqlValue } from './wire-text.ts'

type Columns = Readonly<Record<string, ColumnType>>

/** Makes the values of a row, in the order of the columns. */
export function toValues<Stored>({
  columns,
  toRow,
}: Pick<Table<Stored>, 'columns' | 'toRow'>): (stored: Stored) => readonly ColumnValue[] {
  const names = Object.keys(columns)
  return (stored) => {
    const row = toRow(stored)
    return names.map((name) => row[name] ?? null)
  }
}

/**
 * The rows of a batch as the table `s`: one array for each column, then how many rows there are. The limit
 * only changes PostgreSQL's plan: without it, PostgreSQL reads a whole new table to find ten rows, and keeps
 * doing so while the table grows, until it is analysed. With it, it looks up every row by its key, in the
 * order of the batch.
 */
export function batchOf(columns: Columns): string {
  const names = Object.keys(columns)
  const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`)
  return `(SELECT * FROM unnest(${arrays.join(', ')}) AS u(${names.join(', ')}) LIMIT $${names.length + 1}::bigint) AS s`
}

/** The values for {@link batchOf}. */
export function toBatch(rows: readonly (readonly ColumnValue[])[]): readonly SqlValue[] {
  const [first = []] = rows
  return [...first.map((_, column) => rows.map((row) => row[column] ?? null)), rows.length]
}

/** `INSERT INTO … SELECT …` of a batch. Callers append what to do on a conflict. */
export function insertBatch(
  schema: string,
  { name, columns }: Pick<Table<never>, 'name' | 'columns'>,
): string {
  const names = Object.keys(columns).join(', ')
  return `INSERT INTO ${schema}.${name} AS t (${names}) SELECT ${names} FROM ${batchOf(columns)}`
}
