import type { ListPage } from '../../ports/stores/list-page.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'
import type { Table, TableRow } from '../rows/table.ts'
import type { Database } from './database.ts'

type Direction = 'ASC' | 'DESC'

/** Finds one page of a list, by id. */
export function listPage<Stored>(
  database: Database,
  table: Table<Stored>,
  direction: Direction,
): (page: ListPage) => Promise<readonly Stored[]> {
  const find = pageOf(database, table, direction)
  return async ({ limit, after }) => {
    requirePageLimit(limit)
    const rows = await find(limit, after === undefined ? undefined : [after])
    return rows.map(table.fromRow)
  }
}

/** Finds some rows of a table, after a key if there is one; by the primary key, however far in they are. */
export function pageOf(
  database: Database,
  { name, columns, key }: Pick<Table<never>, 'name' | 'columns' | 'key'>,
  direction: Direction,
): (limit: number, behind?: readonly string[]) => Promise<readonly TableRow[]> {
  const order = key.map((column) => `${column} ${direction}`)
  const place = key.map((_, index) => `$${index + 2}::text`)
  const select = (where: string) =>
    database.statement(
      `list_${name}`,
      `SELECT ${Object.keys(columns)} FROM ${database.schema}.${name} ${where} ORDER BY ${order} LIMIT $1::bigint`,
    )
  const first = select('')
  const further = select(`WHERE (${key}) ${direction === 'ASC' ? '>' : '<'} (${place})`)
  return (limit, behind) =>
    behind === undefined ? database.read(first, [limit]) : database.read(further, [limit, ...behind])
}
