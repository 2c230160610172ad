import type { ProxyTarget } from './target-url.ts'

/** Where a `Location` stands, and where the browser sees the API. */
export interface Place {
  readonly target: ProxyTarget
  /** What the API was asked for. */
  readonly url: URL
  readonly mountPath: string
}

/** A `Location` of the API as the browser has to ask for it; `undefined` when it leads out of the API. */
export function rewriteLocation(location: string, { target, url, mountPath }: Place): string | undefined {
  if (!URL.canParse(location, url.href)) return undefined
  const to = new URL(location, url)
  const rest = to.pathname.slice(target.basePath.length)
  const isWithin = to.pathname.startsWith(target.basePath) && (rest === '' || rest.startsWith('/'))
  if (to.origin !== target.origin || to.username || to.password || !isWithin) return undefined
  const path = mountPath + rest || '/'
  // Two slashes at the beginning would name a host (RFC 3986 §4.2).
  return path.startsWith('//') ? undefined : path + to.search + to.hash
}
