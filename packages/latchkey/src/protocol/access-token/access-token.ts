import { isWithin } from '../is-within.ts'

/** The content of an access token that we issued. */
export interface AccessToken {
  readonly tokenId: string
  readonly clientId: string
  readonly subject: string
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  /** Epoch seconds. */
  readonly expiresAt: number
  /** All claims, by their wire names. */
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * The access token with these claims; `undefined` unless we issued it and it has not expired (RFC 9068 §4).
 */
export function toAccessToken(
  claims: unknown,
  expected: { readonly issuer: string; readonly now: number },
): AccessToken | undefined {
  if (!isRecord(claims)) return undefined
  const { iss, sub, aud, client_id: clientId, iat, exp, jti, scope = '' } = claims
  if (iss !== expected.issuer || typeof iat !== 'number' || typeof exp !== 'number') return undefined
  if (!isWithin({ from: iat, until: exp }, expected.now)) return undefined
  if (typeof sub !== 'string' || typeof clientId !== 'string' || typeof jti !== 'string') return undefined
  const audience = typeof aud === 'string' ? [aud] : aud
  if (!isTexts(audience) || typeof scope !== 'string') return undefined
  const scopes = scope === '' ? [] : scope.split(' ')
  return { tokenId: jti, clientId, subject: sub, audience, scopes, expiresAt: exp, claims }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string')
}
