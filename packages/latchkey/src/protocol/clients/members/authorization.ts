import { everybody, operator, type StatedMember } from '../client-member.ts'

/** What the app may ask for, and how. */
export const authorizationMembers = {
  /**
   * Where authorization responses are sent. Compared byte for byte, except for the port of a loopback address
   * (RFC 8252 §7.3).
   */
  redirectUris: {
    wire: 'redirect_uris',
    sentence: 'Where authorization responses are sent.',
    kind: 'texts',
    default: [],
    setBy: everybody,
    rule: 'redirectUris',
  },
  /** Where people may be sent after signing out. */
  postLogoutRedirectUris: {
    wire: 'post_logout_redirect_uris',
    sentence: 'Where people may be sent after signing out.',
    kind: 'texts',
    default: [],
    setBy: everybody,
    rule: 'redirectUris',
  },
  /**
   * A program of the app may end a session at `/logout` with nothing but the ID token of that session;
   * without this it has to authenticate as the client as well.
   */
  backendLogout: {
    wire: 'backend_logout',
    sentence:
      'A program of the app may end a session at `/logout` with nothing but the ID token of that session.',
    kind: 'flag',
    default: false,
    setBy: operator,
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
  /**
   * The API (a resource URI) that a request is for whose scopes belong to several and that names none with
   * `resource` (RFC 8707 §2): for an app that cannot.
   */
  defaultResource: {
    wire: 'default_resource',
    sentence:
      'The API (a resource URI) that a request is for whose scopes belong to several and that names none with `resource`.',
    kind: 'text',
    absent: 'such a request is refused',
    setBy: operator,
    rule: 'defaultResource',
  },
  /** The APIs (resource URIs) whose tokens it may introspect, as their resource server. */
  introspects: {
    wire: 'introspects',
    sentence: 'The APIs (resource URIs) whose tokens it may introspect.',
    kind: 'texts',
    default: [],
    setBy: operator,
    rule: 'introspects',
  },
  /**
   * Every authorization request must use PKCE. Only a confidential client may do without (classic OpenID
   * Connect).
   */
  requirePkce: {
    wire: 'require_pkce',
    sentence: 'Every authorization request must use PKCE.',
    kind: 'flag',
    inferred: 'as the configuration says',
    setBy: operator,
    rule: 'publicClient',
  },
  /** Every use of a refresh token issues a new one. Always on for public clients (RFC 9700 §2.2.2). */
  rotateRefreshTokens: {
    wire: 'rotate_refresh_tokens',
    sentence: 'Every use of a refresh token issues a new one.',
    kind: 'flag',
    inferred: '`false` with a secret or keys, otherwise `true`',
    setBy: operator,
    rule: 'publicClient',
  },
} as const satisfies Record<string, StatedMember>
