import { refuse } from './refusal.ts'

/** Several times what any request of a client or form of a page has. */
const MOST_PARAMETERS = 100

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

/**
 * Decodes `application/x-www-form-urlencoded` text, a query string or a body (RFC 6749 appendix B).
 * @param most How many parameters there may be. They are counted before any is decoded: 20,000 fit into a
 * body, and would hold up everybody else for as long as 40 requests.
 * @throws Refusal `request_too_large`
 */
export function toParameters(encoded: string, most = MOST_PARAMETERS): Parameters {
  requireAtMost(most, encoded)
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

function requireAtMost(most: number, encoded: string): void {
  let end = -1
  for (let count = 1; ; count += 1) {
    end = encoded.indexOf('&', end + 1)
    if (end === -1) return
    if (count === most) refuse('request_too_large', `A request may have at most ${most} parameters`)
  }
}
