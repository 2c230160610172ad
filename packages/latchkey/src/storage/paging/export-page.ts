import type { ListPage } from '../../ports/stores/list-page.ts'
import type { Table, TableRow } from '../rows/table.ts'
import { fromCursor, toNext } from './record-cursor.ts'
import { requirePageLimit } from './require-page-limit.ts'

/** One page of a table's records. `readRows` finds rows in key order, after a given key if there is one. */
export async function exportPage<Stored>(
  { key, fromRow }: Pick<Table<Stored>, 'key' | 'fromRow'>,
  { limit, after }: ListPage,
  readRows: (limit: number, behind?: readonly string[]) => Promise<readonly TableRow[]>,
): Promise<{ readonly records: readonly Stored[]; readonly next?: string }> {
  requirePageLimit(limit)
  const behind = after === undefined ? undefined : fromCursor(after, key.length)
  const rows = await readRows(limit, behind)
  const toKey = (row: TableRow) => key.map((column) => String(row[column]))
  return { records: rows.map(fromRow), ...toNext(rows, limit, toKey) }
}
