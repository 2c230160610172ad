import type { Grant } from '../grant.ts'
import { isWithin } from '../is-within.ts'
import { type Evidence, refuse } from '../refusal.ts'

/** A grant yields tokens while it is neither revoked nor expired (OAuth 2.1 §4.3.1). */
export function requireRefreshableGrant(grant: Grant | undefined, clientId: string, now: number): Grant {
  const invalid = (evidence: Evidence) => refuse('refresh_token_invalid', undefined, evidence)
  if (grant === undefined) return invalid({ failure: 'unknown_grant' })
  if (grant.clientId !== clientId) return invalid({ failure: 'issued_to_another_client' })
  if (grant.revokedAt !== undefined)
    return refuse('grant_revoked', undefined, { revokedSecondsAgo: now - grant.revokedAt })
  const expiresAt = Math.min(grant.expiresAt, grant.absoluteExpiresAt)
  if (expiresAt <= now) return invalid({ failure: 'expired', expiredSecondsAgo: now - expiresAt })
  if (!isRefreshable(grant, now)) return invalid({ failure: 'issued_in_the_future' })
  return grant
}

/** True until the grant was idle for too long, and within its absolute lifetime. */
export function isRefreshable({ createdAt, expiresAt, absoluteExpiresAt }: Grant, now: number): boolean {
  return now < expiresAt && isWithin({ from: createdAt, until: absoluteExpiresAt }, now)
}
