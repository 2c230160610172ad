import { dropHopByHop, HOP_BY_HOP } from './hop-by-hop.ts'

/**
 * Headers between browser and app that are not for the API: the session, the CSRF header, and those that mark
 * a request as a page's, because the API would think that a foreign page sent it.
 */
const BROWSERS_OWN = [
  'cookie',
  'authorization',
  'x-csrf',
  'origin',
  'referer',
  'host',
  'dnt',
  'upgrade-insecure-requests',
  'access-control-request-method',
  'access-control-request-headers',
]

/**
 * Headers that only a proxy may set; from a browser they would be forged claims about who asks, or for what.
 */
const CLAIMS = [
  'forwarded',
  'via',
  'client-cert',
  'client-cert-chain',
  'true-client-ip',
  'fastly-client-ip',
  'x-cluster-client-ip',
  'x-real-ip',
]
const CLAIM_PREFIXES = [
  'sec-',
  'x-forwarded-',
  'x-original-',
  'x-rewrite-',
  'x-ssl-',
  'x-client-cert',
  'x-client-ip',
  'x-client-verify',
  'x-remote-',
  'remote-',
  'x-auth-request-',
  'x-amzn-oidc-',
  'x-goog-authenticated-user-',
  'x-ms-client-principal',
  'x-envoy-',
  'cf-connecting-ip',
]

/**
 * The browser's headers as they are sent to the API: without cookies, and without anything that the API would
 * believe only from a proxy.
 */
export function toUpstreamHeaders(sent: Headers): Headers {
  const headers = new Headers(sent)
  dropHopByHop(headers)
  for (const name of BROWSERS_OWN) headers.delete(name)
  for (const name of [...headers.keys()]) {
    if (isClaim(name)) headers.delete(name)
  }
  // fetch would decompress the response, and cannot do so for a part of one (RFC 9110 §14).
  headers.set('accept-encoding', 'identity')
  return headers
}

/** Some servers do not distinguish `_` from `-` (RFC 3875 §4.1.18). */
function isClaim(name: string): boolean {
  const dashed = name.replaceAll('_', '-')
  const isDisguised = dashed !== name && [...HOP_BY_HOP, ...BROWSERS_OWN, 'content-length'].includes(dashed)
  return isDisguised || CLAIMS.includes(dashed) || CLAIM_PREFIXES.some((prefix) => dashed.startsWith(prefix))
}
