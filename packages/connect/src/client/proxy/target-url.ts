import { isSecureUrl } from '../../issuer/secure-url.ts'

/** How often a path is decoded to look for hidden dot segments; no honest path is encoded more often. */
const MAX_DECODINGS = 4

/** `..` as any parser behind us might see it: also after a backslash, or as Tomcat's `..;`. */
const DOT_SEGMENT = /(?:^|[/\\])\.{1,2}(?:[/\\;?#]|$)/

/** The API behind the proxy: nothing outside of its path is ever requested. */
export interface ProxyTarget {
  readonly origin: string
  /** Empty, or begins with a slash; never ends with one. */
  readonly basePath: string
}

/**
 * Parses the target of the proxy.
 * @throws TypeError when it is no plain URL, or `http` on a host that is not loopback
 */
export function parseTarget(target: string, allowInsecureTarget: boolean): ProxyTarget {
  const url = URL.canParse(target) ? new URL(target) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      `The target must be the API's URL, as https://api.example.com, not ${JSON.stringify(target)}`,
    )
  }
  if (url.username || url.password || target.includes('?') || target.includes('#')) {
    throw new TypeError(
      `The target ${url.origin}${url.pathname} must have no user, query or fragment: paths are joined to it`,
    )
  }
  if (!isSecureUrl(url) && !allowInsecureTarget) {
    throw new TypeError(
      `The target ${url.origin} must be https: over http, anybody on the way could read tokens (allowInsecureTarget: true lets it be, for a network of your own)`,
    )
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') }
}

/**
 * Joins the path below the mount to the target. `undefined` for a path that could lead out of the target, as
 * we read it or as an API does that decodes it once more.
 * @param rest Empty, or begins with a slash.
 * @param search Empty, or the query with its `?`.
 */
export function toTargetUrl(target: ProxyTarget, rest: string, search: string): URL | undefined {
  if ((rest !== '' && !rest.startsWith('/')) || !isDecodable(rest) || hidesDotSegment(rest)) return undefined
  const path = target.basePath + rest || '/'
  const text = target.origin + path + search
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  // What the URL parser has to repair, others might repair differently.
  return url.origin === target.origin && url.pathname === path && url.hash === '' ? url : undefined
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function hidesDotSegment(path: string): boolean {
  let text = path
  for (let decodings = 0; decodings <= MAX_DECODINGS; decodings += 1) {
    if (DOT_SEGMENT.test(text)) return true
    const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    if (decoded === text) return false
    text = decoded
  }
  return true
}
