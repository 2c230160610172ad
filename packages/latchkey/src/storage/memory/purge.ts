import type { Storage } from '../../ports/storage.ts'
import { RECORD_KINDS, type RecordKind, recordDescriptions } from '../../ports/stored-records.ts'
import type { StoredRows } from './memory-records.ts'

export function purge(rows: StoredRows, options: Parameters<Storage['purge']>[0]): number {
  const { now, limit, eventsBefore } = options
  return RECORD_KINDS.reduce(
    (count, kind) => count + removeEnded(rows, kind, { now, limit }),
    remove(rows.events, limit, (event) => event.at < eventsBefore),
  )
}

function removeEnded<Kind extends RecordKind>(
  rows: StoredRows,
  kind: Kind,
  { now, limit }: { readonly now: number; readonly limit: number },
): number {
  const { end } = recordDescriptions[kind]
  if (end === undefined) return 0
  return remove(rows[kind], limit, (row) => Number(row[end] ?? Number.POSITIVE_INFINITY) <= now)
}

/** Removes at most `limit` expired rows; returns how many. */
function remove<Row>(rows: Map<string, Row>, limit: number, isOver: (row: Row) => boolean): number {
  const over = [...rows]
    .filter(([, row]) => isOver(row))
    .slice(0, limit)
    .map(([key]) => key)
  for (const key of over) rows.delete(key)
  return over.length
}
