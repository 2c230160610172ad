import type { Parameters } from '../parameters.ts'
import { refuse } from '../refusal.ts'

/** b64token (RFC 6750 §2.1); its size is bounded by the host's limit for headers. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i

/**
 * The access token of a request to one of our own resources, from the `Authorization` header or a form body,
 * but not both (RFC 6750 §2, §3.1). A query parameter is ignored (OAuth 2.1 §5.1).
 * @throws Refusal `token_missing`, `token_invalid`, `malformed_request`
 */
export function parseBearerToken(authorization: string | undefined, body: Parameters | undefined): string {
  const inBody = body?.get('access_token')
  if (authorization === undefined) return inBody ?? refuse('token_missing', 'Send the access token as Bearer')
  if (inBody !== undefined) {
    refuse('malformed_request', 'Send the access token in the header or in the body, not in both')
  }
  if (!/^bearer(?: |$)/i.test(authorization)) {
    return refuse('token_missing', 'Send the access token as Bearer')
  }
  return BEARER.exec(authorization)?.[1] ?? refuse('token_invalid', 'The Authorization header holds no token')
}
