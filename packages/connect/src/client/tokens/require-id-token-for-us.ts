import type { IDToken } from 'oauth4webapi'
import { SignInError, toOneLine } from '../sign-in-error.ts'

/**
 * Requires that the JWT is an ID token (RFC 8725 §3.11), for this client: the authorized party, if one is
 * named, must be us (OpenID Connect Core §3.1.3.7 (5)). Holds for refreshed ID tokens too (§12.2).
 * @throws SignInError
 */
export function requireIdTokenForUs(
  { claims, idToken }: { readonly claims: IDToken; readonly idToken: string },
  clientId: string,
): void {
  const { typ = 'JWT' } = readHeader(idToken)
  if (!/^(application\/)?jwt$/i.test(String(typ))) {
    const message = `The answer's id_token has the type ${toOneLine(String(typ))} and is no ID token`
    throw new SignInError('WRONG_ANSWER', message)
  }
  if (claims.azp === undefined || claims.azp === clientId) return
  const message = `The ID token was issued to ${toOneLine(String(claims.azp))} (azp), not to ${clientId}`
  throw new SignInError('WRONG_ANSWER', message)
}

/** The header of a JWS whose form was checked before. */
export function readHeader(idToken: string): { readonly alg?: unknown; readonly typ?: unknown } {
  return JSON.parse(Buffer.from(idToken.split('.', 1)[0] ?? '', 'base64url').toString())
}
