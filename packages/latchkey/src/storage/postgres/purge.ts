import type { Storage } from '../../ports/storage.ts'
import type { Database, Statement } from './database.ts'

/** What is over, per table: its key, and its end. Each but the few signing keys has an index for the end. */
const ENDS = {
  grants: { key: 'id', end: 'absolute_expires_at' },
  remembered_ids: { key: 'id', end: 'expires_at' },
  attempts: { key: 'key', end: 'resets_at' },
  sessions: { key: 'id', end: 'expires_at' },
  signing_keys: { key: 'kid', end: 'retires_at' },
} as const

/**
 * Each table is a step of its own, so that no lock is held for longer than one takes; sweepers of other nodes
 * pass over those rows.
 */
export function toPurge(database: Database): Storage['purge'] {
  const ended = Object.entries(ENDS).map(([table, { key, end }]) =>
    deleteSome(database, { table, key, end, condition: `${end} <= $1::bigint` }),
  )
  const old = { table: 'events', key: 'id', end: 'at', condition: 'at < $1::bigint' }
  const oldEvents = deleteSome(database, old)
  return async ({ now, limit, eventsBefore }) => {
    let total = (await database.write(oldEvents, [eventsBefore, limit])).count
    for (const statement of ended) total += (await database.write(statement, [now, limit])).count
    return total
  }
}

function deleteSome(
  database: Database,
  { table, key, end, condition }: Readonly<Record<'table' | 'key' | 'end' | 'condition', string>>,
): Statement {
  const name = `${database.schema}.${table}`
  return database.statement(
    `purge_${table}`,
    // In the order of the index, so that it is used however many rows there are; as an array, so that it is
    // read once.
    `DELETE FROM ${name} WHERE ${key} = ANY (ARRAY(
       SELECT ${key} FROM ${name} WHERE ${condition} ORDER BY ${end} LIMIT $2::bigint FOR UPDATE SKIP LOCKED))`,
  )
}
