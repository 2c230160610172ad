import type { Parts } from '../parts.ts'

export interface IdTokenHint {
  readonly subject: string
  /** The client that the ID token was issued to. */
  readonly clientId: string
  /** Epoch seconds. It may be over. */
  readonly expiresAt: number
  /** `sid`: the session that it was issued in, by the identifier that this client knows. */
  readonly sessionIdentifier?: string
}

/**
 * Verifies an ID token that a client sends back to us. It may be expired, but must be ours and an ID token
 * (OpenID Connect Core §3.1.2.1).
 */
export async function readIdTokenHint(
  hint: string,
  { keyRing, settings }: Pick<Parts, 'keyRing' | 'settings'>,
): Promise<IdTokenHint | undefined> {
  const verified = await keyRing.verify(hint)
  if (verified === undefined) return undefined
  const { iss, sub, aud, sid, exp, client_id: accessTokenClient } = verified.claims
  // Our access tokens always have a `typ`, which may be `JWT`, and a `client_id`; our ID tokens have neither
  // (RFC 8725 §3.11, §3.12).
  if (verified.header.typ !== undefined || accessTokenClient !== undefined) return undefined
  if (iss !== settings.issuer || typeof sub !== 'string' || typeof aud !== 'string') return undefined
  const expiresAt = typeof exp === 'number' ? exp : 0
  return {
    subject: sub,
    clientId: aud,
    expiresAt,
    ...(typeof sid === 'string' && { sessionIdentifier: sid }),
  }
}
