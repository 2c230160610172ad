import type { Resource } from '../protocol/resource.ts'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'
import type { Values } from './option.ts'
import type { serverOptions } from './options.ts'

/**
 * What the operator decided, checked and frozen once: every option that the table calls a `setting`, and
 * values derived from several options.
 */
export interface Settings extends Values<typeof serverOptions, 'setting'> {
  /** Exactly as configured; every URL is built from it (RFC 8414 §2). */
  readonly issuer: string
  /** The issuer's path without a trailing slash; empty for an issuer without one. */
  readonly issuerPath: string
  /** True when the issuer is https: cookies are `Secure` and carry the `__Host-` prefix. */
  readonly secureCookies: boolean
  /**
   * Error pages show more details, for developers. Off unless the issuer's host is loopback or the operator
   * turns it on.
   */
  readonly development: boolean
  /** The first is the issuer itself, with the identity scopes and those that belong to no other resource. */
  readonly resources: readonly Resource[]
  /** Every algorithm that signs some token; each has its own key ring. */
  readonly signingAlgorithms: readonly SigningAlgorithm[]
}
