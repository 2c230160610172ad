import type { Storage } from '../../ports/storage.ts'
import { eventTable } from '../rows/event-row.ts'
import type { Table } from '../rows/table.ts'
import { tables } from '../rows/tables.ts'
import type { Database, Statement } from './database.ts'

/**
 * Each table is its own step, so that no lock is held for longer than one takes; other nodes' sweepers skip
 * those rows. Each table, except the few signing keys, has an index on its expiry.
 */
export function toPurge(database: Database): Storage['purge'] {
  const ended = Object.values(tables).flatMap((table) => {
    const { end } = table
    return end === undefined ? [] : [deleteSome(database, table, { end, condition: `${end} <= $1::bigint` })]
  })
  const oldEvents = deleteSome(database, eventTable, { end: 'at', condition: 'at < $1::bigint' })
  return async ({ now, limit, eventsBefore }) => {
    let total = (await database.write(oldEvents, [eventsBefore, limit])).count
    for (const statement of ended) total += (await database.write(statement, [now, limit])).count
    return total
  }
}

function deleteSome(
  database: Database,
  table: Pick<Table<never>, 'name' | 'key'>,
  { end, condition }: { readonly end: string; readonly condition: string },
): Statement {
  const name = `${database.schema}.${table.name}`
  return database.statement(
    `purge_${table.name}`,
    // In index order, so that the index is used however many rows there are; as an array, so that it is read
    // once.
    `DELETE FROM ${name} WHERE ${table.key} = ANY (ARRAY(
       SELECT ${table.key} FROM ${name} WHERE ${condition} ORDER BY ${end} LIMIT $2::bigint FOR UPDATE SKIP LOCKED))`,
  )
}
