import type { ColumnValue, TableRow } from '../rows/table.ts'
import { toBatch } from './batch.ts'
import type { Database } from './database.ts'
import { RoundTrips } from './round-trips.ts'

interface JoinedRead<Key> {
  /** The statement's name in the database's own records. */
  readonly label: string
  /** Selects one row or none for each row of the batch; the first column of both is the `place` in it. */
  readonly text: string
  /** The values of a key, in the order of the batch's other columns. */
  toValues(key: Key): readonly ColumnValue[]
}

/** Reads rows of several tables at once, one statement for many callers; equal keys share a row. */
export function findJoined<Key>(
  database: Database,
  { label, text, toValues }: JoinedRead<Key>,
): (key: Key) => Promise<TableRow | undefined> {
  const statement = database.statement(label, text)
  const finds = new RoundTrips<readonly ColumnValue[], TableRow | undefined>({
    keyOf: (values) => JSON.stringify(values),
    sameRow: 'together',
    async run(keys) {
      const batch = toBatch(keys.map((values, place) => [place, ...values]))
      const rows = await database.read<TableRow>(statement, batch)
      const found = new Map(rows.map((row) => [row.place, row]))
      return keys.map((_, place) => found.get(place))
    },
  })
  return (key) => finds.call(toValues(key))
}
