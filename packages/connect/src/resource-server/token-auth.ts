/** The content of a verified access token, in one form for all issuers. */
export interface TokenAuth {
  /** The person (`sub`). Undefined when a client came on its own behalf (RFC 9068 §2.2). */
  readonly accountId: string | undefined
  readonly clientId: string | undefined
  readonly scopes: readonly string[]
  /** All claims, by their names on the wire. */
  readonly claims: Readonly<Record<string, unknown>>
  /** The token itself. It is a secret: keep it out of logs. */
  readonly token: string
  /** Epoch seconds. Undefined when introspection did not say. */
  readonly expiresAt: number | undefined
}

export type Claims = Readonly<Record<string, unknown>>

/** `client_id` is the standard (RFC 9068 §2.2); Keycloak and Auth0, Okta, and Entra use the others. */
const CLIENT_CLAIMS = ['client_id', 'azp', 'cid', 'appid'] as const

/** The client that a token was issued to, if it says so. */
export function clientIdOf(claims: Claims): string | undefined {
  return CLIENT_CLAIMS.map((name) => claims[name]).find(isText)
}

/**
 * Converts the claims of a token.
 * @param claims They must be verified.
 */
export function toTokenAuth(claims: Claims, token: string): TokenAuth {
  const clientId = clientIdOf(claims)
  const subject = isText(claims.sub) ? claims.sub : undefined
  return {
    // A client must never be mistaken for a person of the same name (RFC 9068 §5). The second form is
    // Auth0's.
    accountId: subject === clientId || subject === `${clientId}@clients` ? undefined : subject,
    clientId,
    scopes: toScopes(claims.scope ?? claims.scp),
    claims,
    token,
    expiresAt: typeof claims.exp === 'number' ? claims.exp : undefined,
  }
}

/** A string in RFC 8693 §4.2; some issuers write an array. */
function toScopes(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter(isText)
  return isText(value) ? value.split(' ').filter(isText) : []
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
