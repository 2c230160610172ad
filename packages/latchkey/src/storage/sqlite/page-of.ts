import type { ListPage } from '../../ports/storage.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'
import type { Connection } from './connection.ts'

/** One page of a table, by id; each page is found through the primary key, however far behind it lies. */
export function pageOf<Row extends object>(
  connection: Connection,
  { table, direction }: { readonly table: string; readonly direction: 'ASC' | 'DESC' },
  { limit, after }: ListPage,
): Row[] {
  requirePageLimit(limit)
  const isBehind = direction === 'ASC' ? 'id > :after' : 'id < :after'
  const where = after === undefined ? '' : `WHERE ${isBehind}`
  return connection.all<Row>(
    `SELECT * FROM ${table} ${where} ORDER BY id ${direction} LIMIT :limit`,
    after === undefined ? { limit } : { limit, after },
  )
}
