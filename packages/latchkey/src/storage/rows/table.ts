export type ColumnType = 'text' | 'bigint' | 'boolean'
export type ColumnValue = string | number | boolean | null

/** A row by its columns. Row types are type aliases: TypeScript does not take an interface for a record. */
export type TableRow = Readonly<Record<string, ColumnValue>>

/** How records of one kind are stored in their table, whatever SQL the database speaks. */
export interface Table<Stored, Row extends TableRow = TableRow> {
  readonly name: string
  readonly columns: { readonly [Column in keyof Row]: ColumnType }
  /** The columns that identify a row, and by which an export is ordered. */
  readonly key: readonly string[]
  /** The column that says when a row may be purged, in epoch seconds. */
  readonly end?: string
  toRow(stored: Stored): Row
  fromRow(row: Row): Stored
}
