import type { AccessToken } from '../access-token/access-token.ts'
import type { Account } from '../accounts/account.ts'
import { refuse } from '../refusal.ts'

/**
 * A token for userinfo must be valid, for our issuer, about a person, and with `openid` (OpenID Connect
 * Core §5.3, RFC 9068 §4; CVE-2026-55982).
 */
export function requireUserinfoToken<Token extends AccessToken & { readonly account?: Account }>(
  token: Token,
  issuer: string,
): Token & { readonly account: Account } {
  if (!token.audience.includes(issuer)) {
    refuse('token_invalid', 'The access token is for another API: ask for one with our issuer as resource', {
      failure: 'for_another_api',
      clientId: token.clientId,
    })
  }
  const { account } = token
  if (!token.scopes.includes('openid') || account === undefined) {
    return refuse('insufficient_scope', 'The access token must have the scope openid', {
      clientId: token.clientId,
    })
  }
  return { ...token, account }
}
