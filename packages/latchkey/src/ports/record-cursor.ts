/** The place behind a record in an export, from the one or two texts of its key. */
export function toCursor(key: readonly string[]): string {
  return JSON.stringify(key)
}

/** The key that {@link toCursor} was given. @throws RangeError for a text that is no cursor of such a key. */
export function fromCursor(cursor: string, keyLength: number): readonly string[] {
  const key = parse(cursor)
  if (Array.isArray(key) && key.length === keyLength && key.every((text) => typeof text === 'string'))
    return key
  throw new RangeError('This is not where a page of these records ends')
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(cursor)
  } catch {
    return undefined
  }
}
