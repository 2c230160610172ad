export type ColumnType = 'text' | 'bigint' | 'boolean'
export type ColumnValue = string | number | boolean | null

/** A row by its columns. What is to be one is a type alias: TypeScript takes no interface for a record. */
export type TableRow = Readonly<Record<string, ColumnValue>>

/** How records of one kind lie in their table, whichever SQL the database speaks. */
export interface Table<Stored, Row extends TableRow = TableRow> {
  readonly name: string
  readonly columns: { readonly [Column in keyof Row]: ColumnType }
  /** The columns that tell rows apart, and that an export is in order of. */
  readonly key: readonly string[]
  /** The column that says when a row may be purged, in epoch seconds. */
  readonly end?: string
  toRow(stored: Stored): Row
  fromRow(row: Row): Stored
}
