/**
 * The parameters of one request, decoded, with empty values dropped (OAuth 2.1 §3.1, §3.2: empty is absent).
 */
export interface Parameters {
  /** The first value. */
  get(name: string): string | undefined
  /** All values, for parameters that may be repeated (`resource`). */
  all(name: string): readonly string[]
  /** The names that were sent more than once, in the order of their repetition. */
  readonly repeated: readonly string[]
}

/** Decodes `application/x-www-form-urlencoded` text, a query string or a body (RFC 6749 appendix B). */
export function toParameters(encoded: string): Parameters {
  const values = new Map<string, string[]>()
  const repeated: string[] = []
  new URLSearchParams(encoded).forEach((value, name) => {
    const sofar = values.get(name)
    if (sofar === undefined) values.set(name, value === '' ? [] : [value])
    else {
      repeated.push(name)
      if (value !== '') sofar.push(value)
    }
  })
  return {
    get: (name) => values.get(name)?.[0],
    all: (name) => values.get(name) ?? [],
    repeated,
  }
}
