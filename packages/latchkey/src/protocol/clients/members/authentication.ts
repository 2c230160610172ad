import { ASSERTION_ALGORITHMS } from '../../client-authentication/assertion-algorithms.ts'
import { everybody, operator, type StatedMember } from '../client-member.ts'

/** How the app authenticates (OpenID Connect Core §9). */
export const authenticationMembers = {
  /**
   * Its secret, or several while one replaces another. Makes the client confidential; it may send the secret
   * in the header or in the body, unless `tokenEndpointAuthMethod` names one of them.
   */
  clientSecret: {
    wire: 'client_secret',
    sentence: 'Its secret, or several while one replaces another.',
    kind: 'client secret',
    absent: 'none',
    withoutIt: 'the client may be public',
    setBy: operator,
    only: 'in the configuration',
    rule: 'credentials',
  },
  /**
   * How it authenticates; `client_secret` is a secret in the header or in the body. Any other method is the
   * only one accepted (OpenID Connect Core §9). `client_secret` is a value of ours: RFC 7591 §2 has no word
   * for it, so a client that registers itself is pinned to one method.
   */
  tokenEndpointAuthMethod: {
    wire: 'token_endpoint_auth_method',
    sentence: 'How it authenticates; `client_secret` is a secret in the header or in the body.',
    kind: 'choice',
    values: ['none', 'client_secret', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    inferred:
      '`client_secret` with a secret, `private_key_jwt` with keys, otherwise `none`; registered at run time with neither, it gets a secret',
    setBy: everybody,
    rule: 'credentials',
  },
  /** Its public keys, for `private_key_jwt`. */
  jwks: {
    wire: 'jwks',
    sentence: 'Its public keys, for `private_key_jwt`.',
    kind: 'jwks',
    absent: 'none',
    withoutIt: 'the client may be public',
    setBy: everybody,
    rule: 'keys',
  },
  /** The URL of its public keys, if they are not registered by value. */
  jwksUri: {
    wire: 'jwks_uri',
    sentence: 'The URL of its public keys, if they are not registered by value.',
    kind: 'url',
    absent: 'none',
    withoutIt: 'the client may be public',
    setBy: everybody,
    rule: 'keys',
  },
  /** The only algorithm that its assertions may be signed with. */
  tokenEndpointAuthSigningAlg: {
    wire: 'token_endpoint_auth_signing_alg',
    sentence: 'The only algorithm that its assertions may be signed with.',
    kind: 'choice',
    values: ASSERTION_ALGORITHMS,
    absent: 'any of them',
    setBy: everybody,
  },
  /**
   * The accepted audience of its assertions: the issuer only, or the URL of the token endpoint too. The
   * former is the strict reading: an assertion made for the token endpoint of another server is not for us.
   */
  assertionAudience: {
    wire: 'assertion_audience',
    sentence:
      'The accepted audience of its assertions: the issuer only, or the URL of the token endpoint too.',
    kind: 'choice',
    values: ['issuer', 'endpoint'],
    default: 'issuer',
    setBy: operator,
  },
} as const satisfies Record<string, StatedMember>
