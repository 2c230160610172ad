import type { SigningAlgorithm, SigningKey } from '../protocol/signing-key.ts'

/** A JWT with a signature of ours. The caller decides what it may be used for. */
export interface VerifiedJwt {
  readonly header: { readonly alg: string; readonly kid: string; readonly typ?: string }
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * Our signing keys: signs with the current one, publishes next, current and previous ones, rotates on
 * schedule.
 */
export interface KeyRing {
  /**
   * Signs a JWT with the algorithm's current key. `typ` goes into the header (that of the API for access
   * tokens; none for ID tokens).
   */
  sign(options: {
    readonly algorithm: SigningAlgorithm
    readonly typ?: string
    readonly claims: Readonly<Record<string, unknown>>
  }): Promise<string>
  /**
   * The JWT if one of our published keys signed it with that key's own algorithm; otherwise `undefined`.
   * Compact form only, no `crit`, no `b64`, size-capped (16 KiB). Does not look at `exp`, `aud` or `typ`:
   * callers do.
   */
  verify(jwt: string): Promise<VerifiedJwt | undefined>
  /** The JWK set to publish (RFC 7517 §5), at most a second behind storage while that can be read. */
  publicJwks(): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>
  list(): Promise<readonly (SigningKey & { readonly state: 'next' | 'current' | 'previous' })[]>
  /**
   * Creates a next key for each algorithm (or for one). With `immediately` it signs at once; otherwise it is
   * first published for the overlap time. Its predecessor stays published until the last token signed with it
   * has expired.
   */
  rotate(options?: {
    readonly algorithm?: SigningAlgorithm
    readonly immediately?: boolean
  }): Promise<readonly SigningKey[]>
  /**
   * Does what is due: creates missing keys, retires old ones, re-encrypts under the current secret. Called at
   * start and by the maintenance timer.
   */
  maintain(): Promise<void>
}
