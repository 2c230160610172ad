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

export function hasExpired(tokens: SessionTokens, now: number): boolean {
  return secondsLeft(tokens, now) <= 0
}

/** Expired, or about to: within ten seconds, or a quarter of the lifetime of a short one. */
export function isExpiring(tokens: SessionTokens, now: number): boolean {
  const { lifetimeSeconds = 0 } = tokens
  return secondsLeft(tokens, now) <= Math.min(EARLY_SECONDS, Math.floor(lifetimeSeconds / 4))
}

/** A token that seems to be issued later than now, because the clock was set back, counts as that old. */
function secondsLeft({ expiresAt, lifetimeSeconds = 0 }: SessionTokens, now: number): number {
  if (expiresAt === undefined) return Number.POSITIVE_INFINITY
  return lifetimeSeconds - Math.abs(now - (expiresAt - lifetimeSeconds))
}

/**
 * Milliseconds for which a claim lets one process alone refresh; it renews the claim while it works. If it
 * dies, the next process tries with the same refresh token, and must do so before the issuer takes that for a
 * replay.
 */
export const CLAIM_MILLISECONDS = 3000
/** Milliseconds that another process's clock may be ahead. A claim from further ahead would last as long. */
const AHEAD_MILLISECONDS = 60_000

/** True while another process refreshes. */
export function isClaimed({ claimedUntilMs = 0 }: SessionRecord): boolean {
  const left = claimedUntilMs - Date.now()
  return left > 0 && left <= CLAIM_MILLISECONDS + AHEAD_MILLISECONDS
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
