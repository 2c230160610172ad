import { signingAlgorithms } from '../../signing-key.ts'
import { everybody, operator, type StatedMember } from '../client-member.ts'

/** What the app learns about people (OpenID Connect Registration §2). */
export const idTokenMembers = {
  /** The algorithm that signs its ID tokens. */
  idTokenSignedResponseAlg: {
    wire: 'id_token_signed_response_alg',
    sentence: 'The algorithm that signs its ID tokens.',
    kind: 'choice',
    values: signingAlgorithms,
    absent: '`idTokenAlgorithm` of the configuration',
    setBy: everybody,
    rule: 'signingKey',
  },
  /** The claims of granted scopes are also in the ID token, not only at userinfo. */
  claimsInIdToken: {
    wire: 'claims_in_id_token',
    sentence: 'The claims of granted scopes are also in the ID token, not only at userinfo.',
    kind: 'flag',
    default: false,
    setBy: operator,
  },
  /**
   * How many seconds ago people may have signed in, if the request has no `max_age` (OpenID Connect
   * Registration §2).
   */
  defaultMaxAge: {
    wire: 'default_max_age',
    sentence: 'How many seconds ago people may have signed in, if the request has no `max_age`.',
    kind: 'seconds',
    absent: 'any time',
    withoutIt: 'people may have signed in at any time',
    setBy: everybody,
  },
  /** Every ID token states when the person signed in (`auth_time`). Here all do, with and without this. */
  requireAuthTime: {
    wire: 'require_auth_time',
    sentence:
      'Every ID token states when the person signed in (`auth_time`). Here all do, with and without this.',
    kind: 'flag',
    default: false,
    setBy: everybody,
  },
} as const satisfies Record<string, StatedMember>
