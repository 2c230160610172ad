import type { Storage } from '../../ports/storage.ts'
import type { Connection } from './connection.ts'

/**
 * What is over, per table. Each but the few signing keys has an index for it, so that finding nothing costs
 * nothing.
 */
const OVER = {
  grants: 'absolute_expires_at <= :now',
  remembered_ids: 'expires_at <= :now',
  attempts: 'resets_at <= :now',
  sessions: 'expires_at <= :now',
  signing_keys: 'retires_at <= :now',
} as const

export function purge(connection: Connection, options: Parameters<Storage['purge']>[0]): number {
  const { now, limit, eventsBefore } = options
  let count = 0
  for (const [table, condition] of Object.entries(OVER)) {
    count += connection.run(deleteSome(table, condition), { now, limit })
  }
  return count + connection.run(deleteSome('events', 'at < :eventsBefore'), { eventsBefore, limit })
}

function deleteSome(table: string, condition: string): string {
  return `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${condition} LIMIT :limit)`
}
