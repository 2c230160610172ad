import { everybody, operator, type StatedMember } from '../client-member.ts'

/** What the app may ask for, and how. */
export const authorizationMembers = {
  /** Where responses go. Compared byte for byte, the port of a loopback address excepted (RFC 8252 §7.3). */
  redirectUris: {
    wire: 'redirect_uris',
    sentence: 'Where responses go.',
    kind: 'texts',
    default: [],
    setBy: everybody,
    rule: 'redirectUris',
  },
  /** Where sign-out may return to. */
  postLogoutRedirectUris: {
    wire: 'post_logout_redirect_uris',
    sentence: 'Where sign-out may return to.',
    kind: 'texts',
    default: [],
    setBy: everybody,
    rule: 'redirectUris',
  },
  /** The grant types that it may use. */
  grantTypes: {
    wire: 'grant_types',
    sentence: 'The grant types that it may use.',
    kind: 'texts',
    default: ['authorization_code', 'refresh_token'],
    setBy: everybody,
    rule: 'grantTypes',
  },
  /** The scopes that it may ask for. */
  scopes: {
    wire: 'scope',
    sentence: 'The scopes that it may ask for.',
    kind: 'words',
    inferred: 'the identity scopes; none without `authorization_code`',
    setBy: everybody,
    rule: 'scopes',
  },
  /** The APIs (the URIs of their resources) whose tokens it may introspect, as their resource server. */
  introspects: {
    wire: 'introspects',
    sentence: 'The APIs (the URIs of their resources) whose tokens it may introspect.',
    kind: 'texts',
    default: [],
    setBy: operator,
    rule: 'introspects',
  },
  /** Every authorization needs PKCE. Only a confidential client may do without (classic OpenID Connect). */
  requirePkce: {
    wire: 'require_pkce',
    sentence: 'Every authorization needs PKCE.',
    kind: 'flag',
    inferred: 'as the configuration says',
    setBy: operator,
    rule: 'publicClient',
  },
  /** Each use of a refresh token makes a new one. Public clients always rotate (RFC 9700 §2.2.2). */
  rotateRefreshTokens: {
    wire: 'rotate_refresh_tokens',
    sentence: 'Each use of a refresh token makes a new one.',
    kind: 'flag',
    inferred: '`false` with a secret or keys, else `true`',
    setBy: operator,
    rule: 'publicClient',
  },
} as const satisfies Record<string, StatedMember>
