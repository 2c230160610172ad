/** The clients, APIs and people of the bench, the same for every contender. Nothing here is really secret. */

/**
 * The confidential client that signs people in, and asks for tokens of its own; with its secret in the
 * header, first party, no consent page.
 */
export const app = {
  clientId: 'bench-app',
  clientSecret: 'bench-app-secret-of-more-than-thirty-two-characters',
  redirectUri: 'https://app.example.com/callback',
} as const

/** The API that introspects tokens (RFC 7662), for contenders that need a separate client for that. */
export const api = {
  clientId: 'bench-api',
  clientSecret: 'bench-api-secret-of-more-than-thirty-two-characters',
} as const

/** Three APIs, each with its own kind of access token: `aud` is `uri` (RFC 8707). */
export const resources = {
  es256: { uri: 'https://es256.example.com/', scope: 'books:read' },
  rs256: { uri: 'https://rs256.example.com/', scope: 'notes:read' },
  opaque: { uri: 'https://opaque.example.com/', scope: 'photos:read' },
} as const

/**
 * The scope of the code flow: an ID token, a refresh token, and an ES256 access token for one API. ID tokens
 * are ES256 everywhere.
 */
export const codeFlowScope = `openid offline_access ${resources.es256.scope}`
/** The scope of the introspected token. */
export const introspectedScope = `openid offline_access ${resources.opaque.scope}`
/** The scope of the token at userinfo: about 60 bytes of claims. */
export const userinfoScope = 'openid profile email'

/** PKCE (RFC 7636 appendix B), the same pair each time: creating one is not the server's work. */
export const pkce = {
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
} as const

/** The number of people, which is the largest number of connections of the load generator. */
export const MAX_CONNECTIONS = 256

export interface Person {
  readonly id: string
  readonly username: string
  readonly password: string
  readonly claims: { readonly name: string; readonly email: string; readonly email_verified: boolean }
}

export function person(index: number): Person {
  return {
    id: `person-${index}`,
    username: `person-${index}@example.com`,
    password: `a-password-of-person-${index}`,
    claims: { name: `Person ${index}`, email: `person-${index}@example.com`, email_verified: true },
  }
}

export const people: readonly Person[] = Array.from({ length: MAX_CONNECTIONS }, (_, index) => person(index))

/**
 * Argon2id with the first of the settings in OWASP's password storage cheat sheet: 19 MiB, two passes, one
 * lane.
 */
export const passwordHash = { memoryKib: 19 * 1024, passes: 2, lanes: 1 } as const

/** Seconds; long enough that no token expires during a run. */
export const lifetimes = { accessToken: 2 * 3600, refreshToken: 30 * 24 * 3600, session: 24 * 3600 } as const

/** Encrypts and signs cookies. */
export const serverSecret = 'YmVuY2gtc2VydmVyLXNlY3JldC1vZi1tb3JlLXRoYW4tMzItYnl0ZXM'
