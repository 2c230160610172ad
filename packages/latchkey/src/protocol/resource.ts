import type { SigningAlgorithm } from './signing-key.ts'

/** A scope and the sentence that the consent page shows for it. */
export interface ScopeDescription {
  readonly name: string
  /** Plain words, a verb phrase: "See your books". */
  readonly description: string
  /** Lets the app change something, and is marked so on the consent page. */
  readonly changes: boolean
}

/**
 * An API that accepts our access tokens (RFC 8707): an audience with its own scopes, lifetime and token
 * format.
 */
export interface Resource {
  /** The resource indicator and the `aud` of its tokens. Our own issuer is the resource of userinfo. */
  readonly uri: string
  readonly name: string
  readonly scopes: readonly ScopeDescription[]
  /** `jwt` after RFC 9068, or `opaque`: sealed, only for introspection. */
  readonly accessTokenFormat: 'jwt' | 'opaque'
  readonly accessTokenSeconds: number
  readonly accessTokenAlgorithm: SigningAlgorithm
}
