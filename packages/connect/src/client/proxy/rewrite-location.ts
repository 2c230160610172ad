import type { ProxyTarget } from './target-url.ts'

/** The request that a `Location` answers, and where the browser sees the API. */
export interface Place {
  readonly target: ProxyTarget
  /** The URL that was requested from the API. */
  readonly url: URL
  readonly mountPath: string
}

/** Maps a `Location` of the API to a path of the app; `undefined` when it leads out of the API. */
export function rewriteLocation(location: string, { target, url, mountPath }: Place): string | undefined {
  if (!URL.canParse(location, url.href)) return undefined
  const to = new URL(location, url)
  const rest = to.pathname.slice(target.basePath.length)
  const isWithin = to.pathname.startsWith(target.basePath) && (rest === '' || rest.startsWith('/'))
  if (to.origin !== target.origin || to.username || to.password || !isWithin) return undefined
  const path = mountPath + rest || '/'
  // Two leading slashes would name a host (RFC 3986 §4.2).
  return path.startsWith('//') ? undefined : path + to.search + to.hash
}
