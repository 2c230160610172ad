import type { Grant } from '../grant.ts'

/**
 * When a new grant expires. With a refresh token: after its absolute lifetime or with the session that it is
 * bound to, and earlier when idle (OWASP ASVS 10.4.8). Without one: with the longest access token. Never
 * before its code expires, because the grant's row keeps the code from being used again.
 */
export function decideGrantLifetime(grant: {
  /** Epoch seconds. */
  readonly now: number
  /** Epoch seconds. */
  readonly codeExpiresAt: number
  readonly hasRefreshToken: boolean
  /** Epoch seconds; absent for a grant that outlives its session. */
  readonly sessionExpiresAt?: number | undefined
  readonly longestAccessTokenSeconds: number
  readonly refreshTokenSeconds: number
  readonly refreshTokenIdleSeconds: number
}): Pick<Grant, 'expiresAt' | 'absoluteExpiresAt'> {
  const { now, sessionExpiresAt = Number.MAX_SAFE_INTEGER } = grant
  const end = grant.hasRefreshToken
    ? Math.min(now + grant.refreshTokenSeconds, sessionExpiresAt)
    : now + grant.longestAccessTokenSeconds
  const absoluteExpiresAt = Math.max(end, grant.codeExpiresAt)
  return {
    absoluteExpiresAt,
    expiresAt: Math.min(absoluteExpiresAt, now + grant.refreshTokenIdleSeconds),
  }
}
