import type { Storage } from '../../ports/storage.ts'
import { tables } from '../rows/tables.ts'
import type { Connection } from './connection.ts'

/**
 * Each table, except the few signing keys, has an index on its expiry, so finding nothing costs nothing.
 */
export function purge(connection: Connection, options: Parameters<Storage['purge']>[0]): number {
  const { now, limit, eventsBefore } = options
  let count = 0
  for (const { name, end } of Object.values(tables)) {
    if (end !== undefined) count += connection.run(deleteSome(name, `${end} <= :now`), { now, limit })
  }
  return count + connection.run(deleteSome('events', 'at < :eventsBefore'), { eventsBefore, limit })
}

function deleteSome(table: string, condition: string): string {
  return `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${condition} LIMIT :limit)`
}
