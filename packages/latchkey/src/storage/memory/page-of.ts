import type { ListPage } from '../../ports/stores/list-page.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'

/** Where a page starts, how long it is, and which way it goes. */
interface Place {
  /** The key after which the page starts. */
  readonly behind?: readonly string[] | undefined
  readonly limit: number
  readonly direction: 'ascending' | 'descending'
}

/** One page of a list, by key. */
export function listPage<Row>(
  rows: ReadonlyMap<string, Row>,
  { limit, after }: ListPage,
  direction: Place['direction'],
): Row[] {
  requirePageLimit(limit)
  const behind = after === undefined ? undefined : [after]
  return pageOf(rows, ([key]) => [key], { behind, limit, direction }).map(([, row]) => row)
}

/** Some of the rows, in the order of the UTF-8 bytes of their keys, which is how databases order them. */
export function pageOf<Row>(
  rows: Iterable<Row>,
  toKey: (row: Row) => readonly string[],
  { behind, limit, direction }: Place,
): Row[] {
  const sign = direction === 'ascending' ? 1 : -1
  return [...rows]
    .filter((row) => behind === undefined || sign * compare(toKey(row), behind) > 0)
    .sort((left, right) => sign * compare(toKey(left), toKey(right)))
    .slice(0, limit)
}

/** Compares bytes: JavaScript orders some characters differently. */
function compare(left: readonly string[], right: readonly string[]): number {
  const unequal = left.findIndex((text, index) => text !== right[index])
  return unequal === -1 ? 0 : Buffer.compare(toBytes(left[unequal]), toBytes(right[unequal]))
}

function toBytes(text: string | undefined): Buffer {
  return Buffer.from(text ?? '')
}
