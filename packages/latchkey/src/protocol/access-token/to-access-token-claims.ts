import type { Grant } from '../grant.ts'

/** Names that only we may set in an access token (RFC 9068 §2.2, RFC 7662 §2.2). */
export const ACCESS_TOKEN_PROTOCOL_CLAIMS: ReadonlySet<string> = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'client_id',
  'scope',
  'auth_time',
  'acr',
  'amr',
  'cnf',
  'act',
  'may_act',
  'active',
  'token_type',
  'username',
  'authorization_details',
])

/**
 * The claims of an access token (RFC 9068 §2.2). Those about the sign-in come from the grant, and refreshes
 * do not change them.
 */
export function toAccessTokenClaims(token: {
  readonly issuer: string
  readonly subject: string
  readonly clientId: string
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  readonly tokenId: string
  /** Epoch seconds. */
  readonly issuedAt: number
  /** Epoch seconds. */
  readonly expiresAt: number
  readonly grant?: Pick<Grant, 'authTime' | 'acr' | 'amr'> | undefined
}): Readonly<Record<string, unknown>> {
  const { audience, scopes, grant } = token
  return {
    iss: token.issuer,
    sub: token.subject,
    aud: audience.length === 1 ? audience[0] : audience,
    client_id: token.clientId,
    exp: token.expiresAt,
    iat: token.issuedAt,
    jti: token.tokenId,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(grant && { auth_time: grant.authTime }),
    ...(grant?.acr !== undefined && { acr: grant.acr }),
    ...(grant && grant.amr.length > 0 && { amr: grant.amr }),
  }
}
