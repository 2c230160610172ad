import { codeOf, reasonOf } from 'latchkey-connect/internal'

/**
 * What a failed statement means for waiting calls:
 * - `unavailable`: unreachable, or too slow. Calls waiting for the same would only wait longer;
 * - `cut`: the connection broke while the statement was under way. Whether it was done is unknown;
 * - `undone`: a deadlock or a serialization failure. Nothing was changed, and a retry may work;
 * - `unstorable`: a value that the database cannot hold. Only the call that passed it is at fault;
 * - `other`.
 */
export type Failure = 'unavailable' | 'cut' | 'undone' | 'unstorable' | 'other'

/** No connection was available, so nothing was sent. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super(`The database cannot be reached: ${reasonOf(cause)}`, { cause })
    this.name = 'Unreachable'
  }
}

// Classes and codes: PostgreSQL, Appendix A.
const UNDONE = /^40(?:001|P01)$/
const UNSTORABLE = /^22/
// A closing or recovering server, and connections that it ends.
const CUT = /^(?:08|57P0[125]$)/
// Out of connections or memory; a statement or a lock that took too long; a server that is starting.
const UNAVAILABLE = /^(?:53|57014$|55P03$|57P03$)/

export function failureOf(error: unknown): Failure {
  if (error instanceof Unreachable) return 'unavailable'
  const code = sqlStateOf(error)
  if (code === undefined) return isTimeout(error) ? 'unavailable' : isBroken(error) ? 'cut' : 'other'
  if (UNDONE.test(code)) return 'undone'
  if (UNSTORABLE.test(code)) return 'unstorable'
  if (CUT.test(code)) return 'cut'
  return UNAVAILABLE.test(code) ? 'unavailable' : 'other'
}

/**
 * True when the connection is still usable: the server responded, and refused only the statement. False, for
 * instance, after a failover, when the old primary is read-only (25006), or when a pooler lost the prepared
 * statement (26000).
 */
export function isConnectionSound(error: unknown): boolean {
  return /^(?:2[123]|40|42|55P03$|57014$)/.test(sqlStateOf(error) ?? '')
}

/** The server's five-character error code; none for an error of the network or of `pg`. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = codeOf(error)
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && isFromServer(error) ? code : undefined
}

/** `EPIPE` also has five characters; only the server's errors have a severity. */
function isFromServer(error: unknown): boolean {
  return typeof (error as { readonly severity?: unknown }).severity === 'string'
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

function isBroken(error: unknown): boolean {
  if (['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'].includes(codeOf(error) ?? '')) return true
  return /^Connection terminated|is not queryable$/.test(reasonOf(error))
}
