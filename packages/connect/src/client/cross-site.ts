export type RequestSite = 'own' | 'foreign' | 'unknown'

/**
 * Whose page sent a request. When `Sec-Fetch-Site` is present it alone decides: pages cannot set it, and
 * after redirects it tells the most foreign site of the chain (Fetch Metadata §2.3). A page of a sibling
 * domain (`same-site`) is foreign. Without it, `Origin` decides (RFC 6454 §7). A request with neither, from
 * an old browser or a program, is `unknown`.
 */
export function decideRequestSite(headers: Headers, ownOrigin: string): RequestSite {
  const fetchSite = headers.get('sec-fetch-site')
  if (fetchSite !== null) return isOwn(fetchSite, headers) ? 'own' : 'foreign'
  const origin = headers.get('origin')
  if (origin === null) return 'unknown'
  return origin === ownOrigin ? 'own' : 'foreign'
}

/** `none`: the person typed the address, or opened a bookmark. */
function isOwn(fetchSite: string, headers: Headers): boolean {
  if (fetchSite === 'same-origin') return true
  return fetchSite === 'none' && headers.get('sec-fetch-mode') === 'navigate'
}

/**
 * True when a foreign page certainly sent the request. `unknown` requests pass, so this is only for what does
 * little harm, such as signing out; anything else asks `decideRequestSite`.
 */
export function isCrossSite(headers: Headers, ownOrigin: string): boolean {
  return decideRequestSite(headers, ownOrigin) === 'foreign'
}
