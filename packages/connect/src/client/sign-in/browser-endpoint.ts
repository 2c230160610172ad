import type { IssuerMetadata } from '../../issuer/issuer.ts'

/**
 * Where metadata say to send the browser; `undefined` when they name no such place, or one that is less safe
 * than the issuer: only an `http` issuer has `http` endpoints (OpenID Connect Discovery §3), and a URL of
 * another kind would run in the app's name.
 */
export function toBrowserEndpoint(
  metadata: IssuerMetadata,
  name: 'authorization_endpoint' | 'end_session_endpoint',
): URL | undefined {
  const url = URL.parse(metadata[name] ?? '')
  const isInsecure = URL.parse(metadata.issuer)?.protocol === 'http:'
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isInsecure) ? url : undefined
}
