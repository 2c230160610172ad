/** Algorithms that we sign with. Never `none`, never symmetric (RFC 8725 §3.2). */
export const signingAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const

export type SigningAlgorithm = (typeof signingAlgorithms)[number]

/**
 * One of the server's signing keys as it is stored, with its private key encrypted under the server secret.
 */
export interface SigningKey {
  readonly algorithm: SigningAlgorithm
  /** Counts the keys of one algorithm. If two nodes create the same number at once, one wins. */
  readonly sequence: number
  readonly kid: string
  readonly publicJwk: Readonly<Record<string, unknown>>
  readonly sealedPrivateJwk: string
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds from which it signs; it is published already from {@link SigningKey.createdAt}. */
  readonly activatesAt: number
  /** Epoch seconds after which the next key should exist. */
  readonly rotatesAt: number
  /** Epoch seconds until which it is published; set when a successor exists. */
  readonly retiresAt?: number
}
