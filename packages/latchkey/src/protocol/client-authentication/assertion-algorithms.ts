/**
 * Algorithms that a client may sign its assertions with: asymmetric only, never `none` (OpenID Connect Core
 * §9, RFC 8725 §3.2).
 */
export const ASSERTION_ALGORITHMS = [
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'Ed25519',
  'ES384',
  'ES512',
  'RS384',
  'RS512',
  'PS384',
  'PS512',
] as const

export type AssertionAlgorithm = (typeof ASSERTION_ALGORITHMS)[number]

/**
 * True for the same algorithm, also under its two names: `EdDSA` with an Ed25519 key is now called `Ed25519`
 * (RFC 9864 §2.2).
 */
export function isSameAlgorithm(one: string, other: string): boolean {
  return toCurrentName(one) === toCurrentName(other)
}

function toCurrentName(algorithm: string): string {
  return algorithm === 'EdDSA' ? 'Ed25519' : algorithm
}
