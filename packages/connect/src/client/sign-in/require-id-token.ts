import { createHash, timingSafeEqual } from 'node:crypto'
import type { IDToken } from 'oauth4webapi'
import { SignInError } from '../sign-in-error.ts'
import { clocksDiffer } from '../tokens/explain-token-refusal.ts'
import { readHeader, requireIdTokenForUs } from '../tokens/require-id-token-for-us.ts'
import type { SignInSettings } from './sign-in-options.ts'
import type { StartedSignIn } from './started-sign-in.ts'

/** Hash functions of the signature algorithms (RFC 7518 §3.1); Ed25519 has SHA-512 inside (RFC 8032 §5.1). */
const HASHES: Readonly<Record<string, string>> = {
  256: 'sha256',
  384: 'sha384',
  512: 'sha512',
  DSA: 'sha512',
  519: 'sha512',
}

/**
 * The checks of OpenID Connect Core §3.1.3.7 and §3.1.3.8 that oauth4webapi leaves to us.
 * @throws SignInError
 */
export function requireIdToken(
  token: {
    readonly claims: IDToken
    readonly idToken: string
    readonly accessToken: string
    readonly now: number
  },
  started: StartedSignIn,
  settings: SignInSettings,
): void {
  requireIdTokenForUs(token, settings.clientId)
  const secondsAhead = token.claims.iat - token.now
  if (secondsAhead > settings.clockToleranceSeconds) throw clocksDiffer(secondsAhead, settings)
  requireAccessTokenHash(token)
  const { acrValues } = started
  if (acrValues !== undefined && !acrValues.includes(String(token.claims.acr))) {
    throw new SignInError(
      'NOT_AS_ASKED',
      `The sign-in reached acr ${String(token.claims.acr ?? '(none)')}, and one of ${acrValues.join(', ')} was asked for`,
    )
  }
}

/** Requires that the access token was issued together with this ID token (OpenID Connect Core §3.1.3.6). */
function requireAccessTokenHash({
  claims,
  idToken,
  accessToken,
}: {
  readonly claims: IDToken
  readonly idToken: string
  readonly accessToken: string
}): void {
  if (claims.at_hash === undefined) return
  const algorithm = HASHES[String(readHeader(idToken).alg).slice(-3)]
  if (algorithm === undefined) return
  const digest = createHash(algorithm).update(accessToken).digest()
  const expected = Buffer.from(digest.subarray(0, digest.length / 2).toString('base64url'))
  const found = Buffer.from(String(claims.at_hash))
  if (found.length === expected.length && timingSafeEqual(found, expected)) return
  throw new SignInError('WRONG_ANSWER', 'The ID token was issued with another access token (at_hash)')
}
