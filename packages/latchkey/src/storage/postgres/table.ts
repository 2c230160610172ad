import type { SqlScalar, SqlValue } from './wire-text.ts'

export type ColumnType = 'text' | 'bigint' | 'boolean'
export type Columns = Readonly<Record<string, ColumnType>>

/** A row by its columns. What is to be one is a type alias: TypeScript takes no interface for a record. */
type Row = Readonly<Record<string, SqlScalar>>

/** How what is stored lies in its table. */
export interface Table<Stored, StoredRow extends Row = Row> {
  readonly name: string
  readonly columns: { readonly [Column in keyof StoredRow]: ColumnType }
  /** The columns of the key that an export is in order of. */
  readonly key: readonly string[]
  toRow(stored: Stored): StoredRow
  fromRow(row: StoredRow): Stored
}

/** Makes the values of a row, in the order of the columns. */
export function toValues<Stored>({
  columns,
  toRow,
}: Pick<Table<Stored>, 'columns' | 'toRow'>): (stored: Stored) => readonly SqlScalar[] {
  const names = Object.keys(columns)
  return (stored) => {
    const row = toRow(stored)
    return names.map((name) => row[name] ?? null)
  }
}

/**
 * The rows of a batch as the table `s`: one array for each column, then how many rows there are. The limit
 * changes nothing but what PostgreSQL expects: without it, it takes ten rows to be worth reading a whole new
 * table for, and goes on doing so while the table grows, until it is analysed. With it, it looks every row up
 * by its key, in the order of the batch.
 */
export function batchOf(columns: Columns): string {
  const names = Object.keys(columns)
  const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`)
  return `(SELECT * FROM unnest(${arrays.join(', ')}) AS u(${names.join(', ')}) LIMIT $${names.length + 1}::bigint) AS s`
}

/** The values for {@link batchOf}. */
export function toBatch(rows: readonly (readonly SqlScalar[])[]): readonly SqlValue[] {
  const [first = []] = rows
  return [...first.map((_, column) => rows.map((row) => row[column] ?? null)), rows.length]
}

/** `INSERT INTO … SELECT …` of a batch. What is to happen on a conflict is added behind it. */
export function insertBatch(
  schema: string,
  { name, columns }: Pick<Table<never>, 'name' | 'columns'>,
): string {
  const names = Object.keys(columns).join(', ')
  return `INSERT INTO ${schema}.${name} AS t (${names}) SELECT ${names} FROM ${batchOf(columns)}`
}
