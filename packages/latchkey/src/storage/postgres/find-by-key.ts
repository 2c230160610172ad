import type { Table } from '../rows/table.ts'
import { batchOf, toBatch } from './batch.ts'
import type { Database } from './database.ts'
import { RoundTrips } from './round-trips.ts'

/** Finds rows by their key column; concurrent calls for the same row get the same object. */
export function findByKey<Stored>(
  database: Database,
  table: Pick<Table<Stored>, 'name' | 'columns' | 'fromRow'>,
  column = 'id',
): (key: string) => Promise<Stored | undefined> {
  const columns = Object.keys(table.columns).map((name) => `t.${name}`)
  const statement = database.statement(
    `find_${table.name}_by_${column}`,
    `SELECT ${columns.join(', ')} FROM ${batchOf({ key: 'text' })}
     JOIN ${database.schema}.${table.name} AS t ON t.${column} = s.key`,
  )
  const finds = new RoundTrips<string, Stored | undefined>({
    keyOf: (key) => key,
    sameRow: 'together',
    async run(keys) {
      const rows = await database.read<Readonly<Record<string, string>>>(
        statement,
        toBatch(keys.map((key) => [key])),
      )
      const found = new Map(rows.map((row) => [row[column], row]))
      return keys.map((key) => {
        const row = found.get(key)
        return row && table.fromRow(row)
      })
    },
  })
  return (key) => finds.call(key)
}
