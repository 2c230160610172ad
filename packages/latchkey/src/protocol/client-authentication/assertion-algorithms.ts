/** Algorithms that a client may sign its assertions with: asymmetric only, never `none` (OpenID Connect Core §9, RFC 8725 §3.2). */
export const ASSERTION_ALGORITHMS = [
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'ES384',
  'ES512',
  'RS384',
  'RS512',
  'PS384',
  'PS512',
] as const

export type AssertionAlgorithm = (typeof ASSERTION_ALGORITHMS)[number]
