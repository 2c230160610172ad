import type { ListPage } from '../../ports/storage.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'
import type { Database } from './database.ts'

/**
 * Finds one page of a table, by id; each page is found through the primary key, however far behind it lies.
 */
export function pageOf<Row>(
  database: Database,
  {
    table,
    direction,
    columns,
  }: {
    readonly table: string
    readonly direction: 'ASC' | 'DESC'
    readonly columns: readonly string[]
  },
): (page: ListPage) => Promise<readonly Row[]> {
  const select = (where: string) =>
    database.statement(
      `list_${table}`,
      `SELECT ${columns.join(', ')} FROM ${database.schema}.${table} ${where} ORDER BY id ${direction} LIMIT $1::bigint`,
    )
  const first = select('')
  const further = select(direction === 'ASC' ? 'WHERE id > $2::text' : 'WHERE id < $2::text')
  return async ({ limit, after }) => {
    requirePageLimit(limit)
    return after === undefined
      ? database.read<Row>(first, [limit])
      : database.read<Row>(further, [limit, after])
  }
}
