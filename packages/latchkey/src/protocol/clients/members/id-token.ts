import { signingAlgorithms } from '../../signing-key.ts'
import { everybody, operator, type StatedMember } from '../client-member.ts'

/** What the app is told about people (OpenID Connect Registration §2). */
export const idTokenMembers = {
  /** What its ID tokens are signed with. */
  idTokenSignedResponseAlg: {
    wire: 'id_token_signed_response_alg',
    sentence: 'What its ID tokens are signed with.',
    kind: 'choice',
    values: signingAlgorithms,
    absent: '`idTokenAlgorithm` of the configuration',
    setBy: everybody,
    rule: 'signingKey',
  },
  /** The claims of granted scopes are in the ID token too, not at userinfo alone. */
  claimsInIdToken: {
    wire: 'claims_in_id_token',
    sentence: 'The claims of granted scopes are in the ID token too, not at userinfo alone.',
    kind: 'flag',
    default: false,
    setBy: operator,
  },
  /**
   * How long ago people may have signed in, in seconds, where the request carries no `max_age` (OpenID
   * Connect Registration §2).
   */
  defaultMaxAge: {
    wire: 'default_max_age',
    sentence: 'How long ago people may have signed in, in seconds, where the request carries no `max_age`.',
    kind: 'seconds',
    absent: 'any time',
    setBy: everybody,
  },
  /** Every ID token says when the person signed in (`auth_time`). */
  requireAuthTime: {
    wire: 'require_auth_time',
    sentence: 'Every ID token says when the person signed in (`auth_time`).',
    kind: 'flag',
    default: false,
    setBy: everybody,
  },
} as const satisfies Record<string, StatedMember>
