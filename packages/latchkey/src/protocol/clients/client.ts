/** How a client proves who it is at the endpoints it calls directly (OpenID Connect Core §9). */
export type ClientAuthenticationMethod =
  | 'none'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'

/** One of a client's secrets. The secret itself is shown once, when it is made, and never stored. */
export interface ClientSecret {
  readonly id: string
  readonly label: string
  /** SHA-256 of the secret, base64url. */
  readonly secretHash: string
  /** The last four characters, so that a person can tell two secrets apart. */
  readonly lastFour: string
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds; a secret without it does not expire. */
  readonly expiresAt?: number
  /** Epoch seconds of the last successful use, to the nearest hour or so. */
  readonly lastUsedAt?: number
}

/** A public key as RFC 7517 writes it. */
export interface PublicJwk {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly [member: string]: unknown
}

/** An app that asks for tokens (RFC 6749 §2; member names after RFC 7591 §2). */
export interface Client {
  readonly clientId: string
  readonly name: string
  /** `native` apps may use loopback and private-use redirect URIs (RFC 8252 §7). */
  readonly applicationType: 'web' | 'native'
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  readonly grantTypes: readonly string[]
  readonly tokenEndpointAuthMethod: ClientAuthenticationMethod
  readonly secrets: readonly ClientSecret[]
  /** Keys for private_key_jwt. */
  readonly jwks?: { readonly keys: readonly PublicJwk[] }
  /** Where to fetch the keys for private_key_jwt, when they are not registered by value. */
  readonly jwksUri?: string
  /** The only algorithm accepted in this client's assertions, when set. */
  readonly tokenEndpointAuthSigningAlg?: string
  /**
   * `issuer`: client assertions name our issuer alone as audience. `endpoint`: the token endpoint URL is
   * accepted too.
   */
  readonly assertionAudience: 'issuer' | 'endpoint'
  /** The scopes this client may ask for. */
  readonly scopes: readonly string[]
  /** The resources (their URIs) whose tokens this client may introspect, as their resource server. */
  readonly introspects: readonly string[]
  /**
   * PKCE is required from every client unless a confidential one is registered without it (classic OpenID
   * Connect).
   */
  readonly requirePkce: boolean
  /** Public clients always rotate; for a confidential one this says whether it does (RFC 9700 §2.2.2). */
  readonly rotateRefreshTokens: boolean
  /** The operator vouches for who is behind it. The consent page warns of one that nobody vouches for. */
  readonly verified: boolean
  /** An operator's own app: no consent page, except where the rules insist. */
  readonly firstParty: boolean
  readonly idTokenSignedResponseAlg?: string
  /** Puts the claims of the granted scopes into the ID token as well as into userinfo. */
  readonly claimsInIdToken: boolean
  /** Seconds; used when the request carries no `max_age` (OpenID Connect Registration §2). */
  readonly defaultMaxAge?: number
  readonly requireAuthTime: boolean
  readonly clientUri?: string
  readonly policyUri?: string
  readonly tosUri?: string
  readonly disabled: boolean
  /** Epoch seconds. */
  readonly createdAt: number
  /** Counts the changes; a change names the version that it saw. */
  readonly version: number
}

/** A client that cannot keep a secret (RFC 6749 §2.1). */
export function isPublicClient(client: Client): boolean {
  return client.tokenEndpointAuthMethod === 'none'
}
