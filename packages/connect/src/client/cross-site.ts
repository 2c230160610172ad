export type RequestSite = 'own' | 'foreign' | 'unknown'

/**
 * Whose page sent a request. `Sec-Fetch-Site` decides alone when it is there, as pages cannot set it and as
 * it tells the worst of a chain of redirects (Fetch Metadata §2.3); a sibling's page (`same-site`) is
 * foreign. Without it `Origin` decides (RFC 6454 §7). With neither, which old browsers send and programs too,
 * it is `unknown`.
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
 * True when a foreign page surely sent the request. A request that does not say is let through, so this is
 * for what does little harm, such as signing out; what does more asks `decideRequestSite`.
 */
export function isCrossSite(headers: Headers, ownOrigin: string): boolean {
  return decideRequestSite(headers, ownOrigin) === 'foreign'
}
