import type { IssuerMetadata } from '../../issuer/issuer.ts'

/**
 * The endpoint in the metadata to send the browser to. `undefined` when there is none, or one that is less
 * secure than the issuer: only an `http` issuer may have `http` endpoints (OpenID Connect Discovery §3), and
 * a URL of another scheme would run in the app's name.
 */
export function toBrowserEndpoint(
  metadata: IssuerMetadata,
  name: 'authorization_endpoint' | 'end_session_endpoint',
): URL | undefined {
  const url = URL.parse(metadata[name] ?? '')
  const isInsecure = URL.parse(metadata.issuer)?.protocol === 'http:'
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isInsecure) ? url : undefined
}
