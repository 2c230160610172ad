import type { ListPage } from '../../ports/storage.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'

/** The rows of one page, by key, ascending or descending. */
export function pageOf<Row>(
  rows: ReadonlyMap<string, Row>,
  page: ListPage,
  direction: 'ascending' | 'descending',
): Row[] {
  requirePageLimit(page.limit)
  const { after } = page
  const isBehind = ([key]: [string, Row]) =>
    after === undefined || (direction === 'ascending' ? key > after : key < after)
  const sign = direction === 'ascending' ? 1 : -1
  return [...rows]
    .filter(isBehind)
    .sort(([left], [right]) => (left < right ? -sign : sign))
    .slice(0, page.limit)
    .map(([, row]) => row)
}
