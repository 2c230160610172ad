import type { ColumnValue, TableRow } from './table.ts'

/** Some columns of a table that is joined with others, several of which have a column of the same name. */
export interface JoinedColumns {
  /** The alias of the table in the statement, and what its columns begin with in the result. */
  readonly alias: string
  readonly names: readonly string[]
}

export function joinedColumns(alias: string, columns: Readonly<Record<string, unknown>>): JoinedColumns {
  return { alias, names: Object.keys(columns) }
}

/** `g.id AS g_id, …`, for the list of a `SELECT`. */
export function selectJoined(...tables: readonly JoinedColumns[]): string {
  return tables
    .flatMap(({ alias, names }) => names.map((name) => `${alias}.${name} AS ${alias}_${name}`))
    .join(', ')
}

/** The row of one table; `undefined` if the join found none. The first column is part of the key. */
export function takeJoined<Row extends TableRow>(
  joined: TableRow,
  { alias, names }: JoinedColumns,
): Row | undefined {
  const [key] = names
  if (key === undefined || (joined[`${alias}_${key}`] ?? null) === null) return undefined
  const row: Record<string, ColumnValue> = {}
  for (const name of names) row[name] = joined[`${alias}_${name}`] ?? null
  // The names are those of the row's table.
  return row as Row
}
