import { dropHopByHop, HOP_BY_HOP } from './hop-by-hop.ts'

/**
 * The browser's dealings with the app, which are none of the API's: the session, the CSRF header, and what
 * marks a request of a page, as the API would take the proxied one for a foreign page's.
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

/** What only a proxy may claim; from a browser it is a lie about who asks, or for what. */
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
 * What the API is sent of a browser's headers: neither its cookies nor anything that a proxy before the API
 * is trusted to say.
 */
export function toUpstreamHeaders(sent: Headers): Headers {
  const headers = new Headers(sent)
  dropHopByHop(headers)
  for (const name of BROWSERS_OWN) headers.delete(name)
  for (const name of [...headers.keys()]) {
    if (isClaim(name)) headers.delete(name)
  }
  // fetch would unpack what is packed, and a part of it (RFC 9110 §14) it could not.
  headers.set('accept-encoding', 'identity')
  return headers
}

/** Some servers do not tell `_` from `-` (RFC 3875 §4.1.18). */
function isClaim(name: string): boolean {
  const dashed = name.replaceAll('_', '-')
  const isDisguised = dashed !== name && [...HOP_BY_HOP, ...BROWSERS_OWN, 'content-length'].includes(dashed)
  return isDisguised || CLAIMS.includes(dashed) || CLAIM_PREFIXES.some((prefix) => dashed.startsWith(prefix))
}
