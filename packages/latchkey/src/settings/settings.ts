import type { Account } from '../protocol/accounts/account.ts'
import type { Client } from '../protocol/client.ts'
import type { Grant } from '../protocol/grant.ts'
import type { Resource } from '../protocol/resource.ts'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'
import type { AdoptRefreshToken } from './adopt-refresh-token.ts'

/** Every lifetime, in seconds. */
export interface Lifetimes {
  readonly authorizationCodeSeconds: number
  readonly idTokenSeconds: number
  /** A refresh token that is not used for this long stops working. */
  readonly refreshTokenIdleSeconds: number
  /** A grant ends after this long, however often it was refreshed. */
  readonly refreshTokenSeconds: number
  /** A predecessor presented within this time of its rotation gets the same successor again. */
  readonly refreshGraceSeconds: number
  readonly sessionIdleSeconds: number
  readonly sessionSeconds: number
  /** How long a person may take to sign in and decide. */
  readonly pendingAuthorizationSeconds: number
  readonly signingKeySeconds: number
  /** How long a new key is published before it signs. */
  readonly signingKeyOverlapSeconds: number
  readonly invitationSeconds: number
  readonly eventSeconds: number
}

/** Where extra claims may go. */
export type ClaimTarget = 'id_token' | 'userinfo' | 'access_token'

/** What the claims hook is told. */
export interface CustomClaimsContext {
  readonly target: ClaimTarget
  readonly client: Client
  /** Absent for client credentials. */
  readonly account?: Account
  readonly grant?: Grant
  readonly scopes: readonly string[]
  readonly resource?: string
}

/** Adds claims of the operator's own. Protocol claims cannot be overwritten. */
export type CustomClaims = (
  context: CustomClaimsContext,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>

/** How the pages present themselves. */
export interface Brand {
  readonly name: string
  /** An https, data: or same-origin URL. */
  readonly logo?: string
  readonly logoDark?: string
  /** `#rrggbb`; must have 4.5:1 contrast with white or with black text. */
  readonly accent: string
  readonly accentDark: string
  readonly supportUrl?: string
  readonly privacyUrl?: string
  readonly termsUrl?: string
}

/** What the operator decided, checked and frozen once. */
export interface Settings {
  /** Exactly as configured; every URL is made from it (RFC 8414 §2). */
  readonly issuer: string
  /** The issuer's path without a trailing slash; empty for an issuer without one. */
  readonly issuerPath: string
  /** True when the issuer is https: cookies are `Secure` and carry the `__Host-` prefix. */
  readonly secureCookies: boolean
  /**
   * Error pages tell a developer more. Never on for an issuer that is not on a loopback host, unless said so.
   */
  readonly development: boolean
  readonly lifetimes: Lifetimes
  /** The first is our own issuer, with the identity scopes and those that belong to no other resource. */
  readonly resources: readonly Resource[]
  readonly idTokenAlgorithm: SigningAlgorithm
  /** Every algorithm that some token uses; a key ring is kept for each. */
  readonly signingAlgorithms: readonly SigningAlgorithm[]
  readonly requirePkce: boolean
  /** The `acr` that a password sign-in satisfies, if the operator names one. */
  readonly acrValues: readonly string[]
  readonly customClaims?: CustomClaims
  /** Names of the claims that the hook can add, for discovery. */
  readonly customClaimNames: readonly string[]
  /** Asked about refresh tokens that are not ours, while people move in from another server. */
  readonly adoptRefreshToken?: AdoptRefreshToken
  readonly brand: Brand
  readonly defaultLocale: string
  /**
   * Origins that may call the token, userinfo and revocation endpoints from a browser; `*` for any (no
   * cookies are involved).
   */
  readonly corsOrigins: readonly string[] | '*'
  /** Addresses or CIDR blocks of reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly limits: Limits
}

/** Every limit that is not a lifetime. */
export interface Limits {
  readonly bodyBytes: number
  readonly authorizationRequestBytes: number
  readonly passwordAttemptsPerAccountAndAddress: number
  readonly passwordAttemptsPerAccount: number
  readonly passwordAttemptsPerAddress: number
  /** Seconds in which the three limits above count. */
  readonly passwordWindowSeconds: number
  readonly signUpsPerAddress: number
  readonly signUpWindowSeconds: number
  readonly clientSecretAttemptsPerAddress: number
  readonly anyClientAttemptsPerAddress: number
  readonly clientSecretWindowSeconds: number
  /** Wrong verifiers after which a code is dead. */
  readonly codeVerifierAttempts: number
  /** How many accounts one browser can be signed in as. */
  readonly sessionsPerBrowser: number
}
