import type { Grant } from '../grant.ts'

/** Names that only we may set in an ID token (OpenID Connect Core §2, §3.1.3.6). */
export const ID_TOKEN_PROTOCOL_CLAIMS: ReadonlySet<string> = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'auth_time',
  'nonce',
  'acr',
  'amr',
  'azp',
  'at_hash',
  'c_hash',
  's_hash',
  'sid',
  'cnf',
  'events',
  // It distinguishes access tokens from ID tokens (RFC 9068 §2.2, RFC 8725 §3.12).
  'client_id',
])

/**
 * The protocol claims of an ID token (OpenID Connect Core §2). No `azp`, because there is one audience;
 * `auth_time` always, because clients compare that of a refreshed token with the first one's (§12.2); only a
 * grant of a previous server may not know it.
 */
export function toIdTokenClaims(token: {
  readonly issuer: string
  readonly subject: string
  readonly clientId: string
  /** Epoch seconds. */
  readonly issuedAt: number
  /** Epoch seconds. */
  readonly expiresAt: number
  readonly accessTokenHash: string
  readonly nonce?: string | undefined
  readonly sessionIdentifier?: string | undefined
  readonly grant?: Pick<Grant, 'authTime' | 'acr' | 'amr'> | undefined
}): Readonly<Record<string, unknown>> {
  const { grant, nonce } = token
  return {
    iss: token.issuer,
    sub: token.subject,
    aud: token.clientId,
    exp: token.expiresAt,
    iat: token.issuedAt,
    at_hash: token.accessTokenHash,
    ...(nonce !== undefined && { nonce }),
    ...(grant && isKnown(grant.authTime) && { auth_time: grant.authTime }),
    ...(grant?.acr !== undefined && { acr: grant.acr }),
    ...(grant && grant.amr.length > 0 && { amr: grant.amr }),
    ...(token.sessionIdentifier !== undefined && { sid: token.sessionIdentifier }),
  }
}

/** A previous server that could not tell the time of the sign-in left it at 0, which no sign-in has. */
function isKnown(authTime: number): boolean {
  return authTime !== 0
}
