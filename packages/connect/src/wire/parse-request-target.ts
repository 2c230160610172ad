import type { IncomingMessage } from 'node:http'

export interface RequestTarget {
  readonly pathname: string
  /** Empty, or the query with its `?`. */
  readonly search: string
}

/**
 * The path and query that the client sent, or `undefined` for a target that two parsers could read
 * differently. Allowed is only origin-form (RFC 9112 §3.2.1): no dot segments, no backslash, no empty first
 * segment, no broken percent-encoding.
 */
export function parseRequestTarget(
  req: IncomingMessage & { readonly originalUrl?: unknown },
): RequestTarget | undefined {
  // Express strips the mount path from `url`; `originalUrl` keeps what was sent.
  const sent = typeof req.originalUrl === 'string' ? req.originalUrl : (req.url ?? '')
  const end = sent.indexOf('?')
  const pathname = end === -1 ? sent : sent.slice(0, end)
  if (!/^\/(?!\/)/.test(pathname) || sent.includes('#') || !isPlainPath(pathname)) return undefined
  return { pathname, search: end === -1 ? '' : sent.slice(end) }
}

/**
 * A fast path for most requests: segments of letters, digits and the like, none of which begins with a dot.
 */
const PLAINEST = /^(?:\/[\w~-][\w.~-]*)+$/

/** True when the URL parser would leave the path as it is, and it can be decoded. */
export function isPlainPath(pathname: string): boolean {
  if (PLAINEST.test(pathname)) return true
  try {
    decodeURIComponent(pathname)
    return new URL(`http://localhost${pathname}`).pathname === pathname
  } catch {
    return false
  }
}
