import type { Resource } from '../protocol/resource.ts'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'
import type { Values } from './option.ts'
import type { serverOptions } from './options.ts'

/**
 * What the operator decided, checked and frozen once: every option that the table calls a `setting`, and what
 * follows from several of them.
 */
export interface Settings extends Values<typeof serverOptions, 'setting'> {
  /** Exactly as configured; every URL is made from it (RFC 8414 §2). */
  readonly issuer: string
  /** The issuer's path without a trailing slash; empty for an issuer without one. */
  readonly issuerPath: string
  /** True when the issuer is https: cookies are `Secure` and carry the `__Host-` prefix. */
  readonly secureCookies: boolean
  /**
   * Error pages tell a developer more. Never on for an issuer that is not on a loopback host, unless said so.
   */
  readonly development: boolean
  /** The first is our own issuer, with the identity scopes and those that belong to no other resource. */
  readonly resources: readonly Resource[]
  /** Every algorithm that some token uses; a key ring is kept for each. */
  readonly signingAlgorithms: readonly SigningAlgorithm[]
}
