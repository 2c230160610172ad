import { ImpossiblePage } from '../../ports/storage-misuse.ts'

/**
 * Where the next page of an export starts: after this page's last row, by the one or two strings of that
 * row's key. A page that is not full is the last.
 */
export function toNext<Row>(
  rows: readonly Row[],
  limit: number,
  toKey: (row: Row) => readonly string[],
): { readonly next?: string } {
  const last = rows.length < limit ? undefined : rows.at(-1)
  return last === undefined ? {} : { next: JSON.stringify(toKey(last)) }
}

/**
 * The key after which {@link toNext} goes on.
 * @throws ImpossiblePage if the text is not a cursor for such a key.
 */
export function fromCursor(cursor: string, keyLength: number): readonly string[] {
  const key = parse(cursor)
  if (Array.isArray(key) && key.length === keyLength && key.every((text) => typeof text === 'string'))
    return key
  throw new ImpossiblePage('This is not where a page of these records ends')
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(cursor)
  } catch {
    return undefined
  }
}
