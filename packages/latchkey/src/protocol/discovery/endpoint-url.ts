/**
 * The URL of one of our endpoints, built from the configured issuer and never from a request (RFC 8414 §3.3).
 */
export function endpointUrl(issuer: string, path: `/${string}`): string {
  return (issuer.endsWith('/') ? issuer.slice(0, -1) : issuer) + path
}
