/** Algorithms that we sign with. Never `none`, never symmetric (RFC 8725 §3.2). */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA'

/** One of the server's signing keys, as it is stored: the private key is sealed under the server secret. */
export interface SigningKey {
  readonly algorithm: SigningAlgorithm
  /** Counts the keys of one algorithm; of two nodes that make number 7 at once, one wins. */
  readonly sequence: number
  readonly kid: string
  readonly publicJwk: Readonly<Record<string, unknown>>
  readonly sealedPrivateJwk: string
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds from which on it signs; it is published from {@link SigningKey.createdAt} on. */
  readonly activatesAt: number
  /** Epoch seconds after which the next key should exist. */
  readonly rotatesAt: number
  /** Epoch seconds until which it is published; set when a successor exists. */
  readonly retiresAt?: number
}
