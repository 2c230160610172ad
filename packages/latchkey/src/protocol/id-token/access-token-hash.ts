import { hash } from 'node:crypto'
import type { SigningAlgorithm } from '../signing-key.ts'

/** The hash function of each signature algorithm; for Ed25519 it is SHA-512 (RFC 8032 §5.1). */
const DIGESTS: Readonly<Record<SigningAlgorithm, 'sha256' | 'sha512'>> = {
  RS256: 'sha256',
  PS256: 'sha256',
  ES256: 'sha256',
  EdDSA: 'sha512',
}

/** `at_hash`: the left half of the access token's hash, base64url (OpenID Connect Core §3.1.3.6). */
export function accessTokenHash(accessToken: string, algorithm: SigningAlgorithm): string {
  const digest = hash(DIGESTS[algorithm], accessToken, 'buffer')
  return digest.subarray(0, digest.byteLength / 2).toString('base64url')
}
