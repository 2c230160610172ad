import type { AccessToken } from '../access-token/access-token.ts'
import type { Grant } from '../grant.ts'

/** The response of the introspection endpoint (RFC 7662 §2.2). */
export type IntrospectionResponse = Readonly<Record<string, unknown>> & { readonly active: boolean }

/**
 * The same response for every token that is not active or that this caller may not know about (RFC 7662 §2.2,
 * §4).
 */
export const INACTIVE: IntrospectionResponse = { active: false }

export function toAccessTokenIntrospection(token: Pick<AccessToken, 'claims'>): IntrospectionResponse {
  return { ...token.claims, active: true, token_type: 'Bearer' }
}

/** A refresh token has no `token_type`, because it is presented only to us. */
export function toRefreshTokenIntrospection(grant: Grant, issuer: string): IntrospectionResponse {
  return {
    active: true,
    iss: issuer,
    sub: grant.accountId,
    client_id: grant.clientId,
    scope: grant.scopes.join(' '),
    iat: grant.rotatedAt,
    exp: grant.expiresAt,
  }
}
