import { group, option } from './define-option.ts'
import { day, minute } from './durations.ts'
import type { Group, Named, Values, Written } from './option.ts'
import { oneOf, signingAlgorithm, wholeNumber } from './shapes.ts'

const members = {
  /**
   * `jwt` (RFC 9068), which an API can verify by itself, or `opaque`: encrypted, and verified only by
   * introspection. Default: `jwt`.
   */
  format: option(oneOf('jwt', 'opaque'), { default: 'jwt' }),
  /**
   * Lifetime in seconds. An API that does not introspect may accept the token of a revoked grant for as long.
   * Default: 600.
   */
  lifetimeSeconds: option(wholeNumber({ from: 1, to: 30 * day }), { default: 10 * minute }),
  /**
   * The `typ` in the header of its JWTs: `at+jwt` (RFC 9068 §2.1), or `JWT` for an API whose library refuses
   * that. Default: `at+jwt`.
   */
  typ: option(oneOf('at+jwt', 'JWT'), { default: 'at+jwt' }),
  // Signatures are short and fast. APIs are the operator's own, so any of them can use a library that
  // supports it.
  /** The signing algorithm. Default: `ES256`. */
  algorithm: option(signingAlgorithm, { default: 'ES256' }),
}

export interface AccessTokenConfiguration extends Written<typeof members>, Named {}

/** What access tokens are like. */
export interface AccessToken extends Values<typeof members> {}

/** What access tokens are like. */
export const accessToken: Group<AccessTokenConfiguration, AccessToken> = group(members)
