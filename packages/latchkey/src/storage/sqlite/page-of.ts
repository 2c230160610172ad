import type { ListPage } from '../../ports/stores/list-page.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'
import type { Table, TableRow } from '../rows/table.ts'
import type { Connection } from './connection.ts'

/** Where a page starts, how long it is, and which way it goes. */
interface Place {
  /** The key after which the page starts. */
  readonly behind?: readonly string[] | undefined
  readonly limit: number
  readonly direction: 'ASC' | 'DESC'
}

/** One page of a list, by id. */
export function listPage<Stored>(
  connection: Connection,
  table: Pick<Table<Stored>, 'name' | 'key' | 'fromRow'>,
  { limit, after, direction }: ListPage & Pick<Place, 'direction'>,
): Stored[] {
  requirePageLimit(limit)
  const behind = after === undefined ? undefined : [after]
  return pageOf(connection, table, { behind, limit, direction }).map(table.fromRow)
}

/** Some rows of a table, found by its primary key, however far in they are. */
export function pageOf(
  connection: Connection,
  { name, key }: Pick<Table<never>, 'name' | 'key'>,
  { behind, limit, direction }: Place,
): TableRow[] {
  const bound = Object.fromEntries((behind ?? []).map((text, index) => [`key${index}`, text]))
  const sign = direction === 'ASC' ? '>' : '<'
  const where =
    behind === undefined ? '' : `WHERE (${key}) ${sign} (${Object.keys(bound).map((each) => `:${each}`)})`
  const order = key.map((column) => `${column} ${direction}`)
  return connection.all<TableRow>(`SELECT * FROM ${name} ${where} ORDER BY ${order} LIMIT :limit`, {
    limit,
    ...bound,
  })
}
