import type { ClaimsRequest } from '../claims/claims-request.ts'
import { scopeOfClaim } from '../claims/scope-claims.ts'
import type { Client } from '../clients/client.ts'

/**
 * The scopes whose claims a request names in its `claims` parameter without requesting the scope (OpenID
 * Connect Core §5.5). Such claims are released as with the scope, so the person is asked about the scope too.
 */
export function decideDisclosedScopes(
  claims: ClaimsRequest | undefined,
  scopes: readonly string[],
  client: Pick<Client, 'scopes'>,
): readonly string[] {
  if (claims === undefined || !scopes.includes('openid')) return []
  const named = [...Object.keys(claims.userinfo), ...Object.keys(claims.idToken)]
  const asked = new Set(named.map(scopeOfClaim).filter((scope) => scope !== undefined))
  return [...asked].filter((scope) => client.scopes.includes(scope) && !scopes.includes(scope))
}

/** The request's claims, without those of the scopes that the person declined. */
export function withoutClaimsOf(
  claims: ClaimsRequest | undefined,
  leftOut: readonly string[],
): ClaimsRequest | undefined {
  if (claims === undefined || leftOut.length === 0) return claims
  const kept = (requested: ClaimsRequest['userinfo']) =>
    Object.fromEntries(
      Object.entries(requested).filter(([name]) => !leftOut.includes(scopeOfClaim(name) ?? '')),
    )
  return { userinfo: kept(claims.userinfo), idToken: kept(claims.idToken) }
}
