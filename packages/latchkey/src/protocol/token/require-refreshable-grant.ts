import type { Grant } from '../grant.ts'
import { refuse } from '../refusal.ts'

/** A grant yields tokens while it is neither revoked nor expired (OAuth 2.1 §4.3.1). */
export function requireRefreshableGrant(grant: Grant | undefined, clientId: string, now: number): Grant {
  if (grant === undefined || grant.clientId !== clientId) return refuse('refresh_token_invalid')
  if (grant.revokedAt !== undefined) return refuse('grant_revoked')
  if (grant.expiresAt <= now || grant.absoluteExpiresAt <= now) return refuse('refresh_token_invalid')
  return grant
}
