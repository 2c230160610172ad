import type { UserClaims } from '../user.ts'

/** The content of a session, before it is encrypted. All times are epoch seconds. */
export interface SessionRecord {
  readonly user: UserClaims
  readonly idToken: string
  readonly tokens: SessionTokens
  readonly createdAt: number
  /** Time of the last request, to the minute. */
  readonly usedAt: number
  /** When the person last proved who they are, if the issuer says (OpenID Connect Core §2). */
  readonly authTime?: number | undefined
  readonly acr?: string | undefined
  /** Until then, one process alone may refresh. Epoch milliseconds. */
  readonly claimedUntilMs?: number | undefined
}

export interface SessionTokens {
  readonly accessToken: string
  /** `undefined` when the issuer did not say. */
  readonly expiresAt?: number | undefined
  readonly lifetimeSeconds?: number | undefined
  readonly refreshToken?: string | undefined
  readonly scopes: readonly string[]
  /** When a refresh brought them, in epoch seconds; `undefined` when they come from the sign-in. */
  readonly refreshedAt?: number | undefined
  /** True when only a refresh that names the resource gets a token for it (RFC 8707 §2.2). */
  readonly mustNameResource?: boolean | undefined
}

/** Seconds before it expires at which an access token is replaced, so that it does not expire in transit. */
const EARLY_SECONDS = 10

export function hasExpired({ expiresAt }: SessionTokens, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now
}

/** Expired, or about to: within ten seconds, or a quarter of the lifetime of a short one. */
export function isExpiring({ expiresAt, lifetimeSeconds = 0 }: SessionTokens, now: number): boolean {
  const early = Math.min(EARLY_SECONDS, Math.floor(lifetimeSeconds / 4))
  return expiresAt !== undefined && expiresAt - early <= now
}

/**
 * A token response as the session stores it (RFC 6749 §5.1). What a refresh leaves out stays as it was (§6).
 */
export function toSessionTokens(
  response: {
    readonly access_token: string
    readonly expires_in?: number
    readonly refresh_token?: string
    readonly scope?: string
  },
  former: { readonly scopes: readonly string[]; readonly refreshToken?: string | undefined },
  now: number,
): SessionTokens {
  const { expires_in: lifetimeSeconds, scope } = response
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? former.refreshToken,
    scopes: scope === undefined ? former.scopes : scope.split(' ').filter((name) => name !== ''),
    ...(lifetimeSeconds !== undefined && { lifetimeSeconds, expiresAt: Math.floor(now + lifetimeSeconds) }),
  }
}
