import { group, option } from './define-option.ts'
import { day, minute } from './durations.ts'
import type { Group, Values, Written } from './option.ts'
import { oneOf, signingAlgorithm, wholeNumber } from './shapes.ts'

const members = {
  /**
   * `jwt` (RFC 9068), which an API verifies without asking us, or `opaque`: sealed, only for introspection.
   * Default: `jwt`.
   */
  format: option(oneOf('jwt', 'opaque'), { default: 'jwt' }),
  /** Seconds that it lives, and that an API that never asks may honour a revoked grant. Default: 600. */
  lifetimeSeconds: option(wholeNumber({ from: 1, to: 30 * day }), { default: 10 * minute }),
  // Short signatures, quick to make; APIs are ours to choose the library for.
  /** What signs it. Default: `ES256`. */
  algorithm: option(signingAlgorithm, { default: 'ES256' }),
}

export interface AccessTokenConfiguration extends Written<typeof members> {}

/** What access tokens are like. */
export interface AccessToken extends Values<typeof members> {}

/** What access tokens are like. */
export const accessToken: Group<AccessTokenConfiguration, AccessToken> = group(members)
