import type { ColumnValue } from '../rows/table.ts'
import { toBatch } from './batch.ts'
import type { Database } from './database.ts'
import { RoundTrips } from './round-trips.ts'

interface BatchOfWrites<Call, Row> {
  /** The statement's name in the database's own records. */
  readonly label: string
  readonly text: string
  keyOf(call: Call): string
  /** The values of one call, in the order of the statement's columns. */
  toValues(call: Call): readonly ColumnValue[]
  /** The call a returned row is for. */
  keyOfRow(row: Row): string
}

/**
 * Writes rows by their key, one statement for many callers; each gets the row that the statement returned for
 * it, or none.
 */
export function writeBatch<Call, Row extends object>(
  database: Database,
  { label, text, keyOf, toValues, keyOfRow }: BatchOfWrites<Call, Row>,
): (call: Call) => Promise<Row | undefined> {
  const statement = database.statement(label, text)
  const writes = new RoundTrips<Call, Row | undefined>({
    keyOf,
    sameRow: 'each',
    async run(calls) {
      const { rows } = await database.write<Row>(statement, toBatch(calls.map(toValues)))
      const returned = new Map(rows.map((row) => [keyOfRow(row), row]))
      return calls.map((call) => returned.get(keyOf(call)))
    },
  })
  return (call) => writes.call(call)
}
