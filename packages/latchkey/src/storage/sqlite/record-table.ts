import type { BoundValues } from './connection.ts'

/** How records of one kind lie in their table. */
export interface RecordTable<Stored> {
  readonly name: string
  /** The columns of the key that records are in order of. */
  readonly key: readonly string[]
  /** Inserts one row, or changes nothing when there is such a row already. */
  readonly insert: string
  toRow(stored: Stored): BoundValues
  /** Takes a row as it is selected. */
  fromRow(row: object): Stored
}
