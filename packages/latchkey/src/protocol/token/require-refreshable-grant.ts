import type { Grant } from '../grant.ts'
import { isWithin } from '../is-within.ts'
import { refuse } from '../refusal.ts'

/** A grant yields tokens while it is neither revoked nor expired (OAuth 2.1 §4.3.1). */
export function requireRefreshableGrant(grant: Grant | undefined, clientId: string, now: number): Grant {
  if (grant === undefined || grant.clientId !== clientId) return refuse('refresh_token_invalid')
  if (grant.revokedAt !== undefined) return refuse('grant_revoked')
  if (!isRefreshable(grant, now)) return refuse('refresh_token_invalid')
  return grant
}

/** True until the grant was idle for too long, and within its absolute lifetime. */
export function isRefreshable({ createdAt, expiresAt, absoluteExpiresAt }: Grant, now: number): boolean {
  return now < expiresAt && isWithin({ from: createdAt, until: absoluteExpiresAt }, now)
}
