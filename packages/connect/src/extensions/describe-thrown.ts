/**
 * What somebody else's code threw, in words: anything can be thrown, also `undefined`, or an object that
 * throws when it is read.
 */
export function describeThrown(thrown: unknown): string {
  try {
    const words = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
    return String(words).slice(0, LONGEST)
  } catch {
    return 'something that cannot be read'
  }
}

/** Characters. */
const LONGEST = 1000
