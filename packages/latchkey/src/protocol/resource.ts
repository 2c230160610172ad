import type { SigningAlgorithm } from './signing-key.ts'

/** `JWT` is for APIs whose libraries refuse `at+jwt`. */
export type AccessTokenTyp = 'at+jwt' | 'JWT'

/** A scope and the sentence that the consent page shows for it. */
export interface ScopeDescription {
  readonly name: string
  /** A verb phrase in plain words: "See your books". */
  readonly description: string
  /** True when it lets the app change something; the consent page marks it. */
  readonly changes: boolean
}

/**
 * An API that accepts our access tokens (RFC 8707): an audience with its own scopes, lifetime and token
 * format.
 */
export interface Resource {
  /** The resource indicator and the `aud` of its tokens. Our own issuer is the resource for userinfo. */
  readonly uri: string
  readonly name: string
  readonly scopes: readonly ScopeDescription[]
  /** `jwt` (RFC 9068), or `opaque`: encrypted, for introspection only. */
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** The `typ` of its JWTs (RFC 9068 §2.1). */
  readonly accessTokenTyp: AccessTokenTyp
  readonly accessTokenSeconds: number
  readonly accessTokenAlgorithm: SigningAlgorithm
}
