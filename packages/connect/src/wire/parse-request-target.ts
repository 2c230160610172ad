import type { IncomingMessage } from 'node:http'

export interface RequestTarget {
  readonly pathname: string
  /** Empty, or the query with its `?`. */
  readonly search: string
}

/**
 * The path and query that the client sent, or nothing for a target that two parsers could read differently:
 * only origin-form (RFC 9112 §3.2.1), no dot segments, no backslash, no empty first segment, no broken
 * percent-encoding.
 */
export function parseRequestTarget(
  req: IncomingMessage & { readonly originalUrl?: unknown },
): RequestTarget | undefined {
  // Express cuts the path of the mount off `url`; `originalUrl` keeps what was sent.
  const sent = typeof req.originalUrl === 'string' ? req.originalUrl : (req.url ?? '')
  const end = sent.indexOf('?')
  const pathname = end === -1 ? sent : sent.slice(0, end)
  if (!/^\/(?!\/)/.test(pathname) || sent.includes('#') || !isPlainPath(pathname)) return undefined
  return { pathname, search: end === -1 ? '' : sent.slice(end) }
}

/**
 * Segments of letters, digits and the like, none of which is only dots: most paths, and nothing to look for
 * in them.
 */
const PLAINEST = /^(?:\/[\w~-][\w.~-]*)+$/

/** True when the URL parser has nothing to repair. */
function isPlainPath(pathname: string): boolean {
  if (PLAINEST.test(pathname)) return true
  try {
    decodeURIComponent(pathname)
    return new URL(`http://localhost${pathname}`).pathname === pathname
  } catch {
    return false
  }
}
