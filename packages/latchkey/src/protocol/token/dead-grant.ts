import type { Grant } from '../grant.ts'
import type { AuthorizationCode } from './authorization-code.ts'
import { LONGEST_CODE_SECONDS } from './require-redeemable-code.ts'

/**
 * A grant that is revoked from the start, so that its row takes up the id of a code that must not be
 * redeemed. A code that was redeemed has its row already, and keeps it. The row outlives every code that
 * could be redeemed now, as another node may have issued that one, by another clock.
 */
export function toDeadGrant(code: AuthorizationCode, grantId: string, now: number): Grant {
  const expiresAt = now + 2 * LONGEST_CODE_SECONDS
  return {
    id: grantId,
    clientId: code.clientId,
    accountId: code.accountId,
    scopes: [],
    resources: [],
    authTime: code.authTime,
    amr: [],
    generation: 0,
    rotatedAt: now,
    createdAt: now,
    expiresAt,
    absoluteExpiresAt: expiresAt,
    revokedAt: now,
  }
}

/**
 * True for the row of a code that was never redeemed, and so of no replay. A grant that was opened has a
 * scope or a resource: no request is for neither.
 */
export function isDeadGrant({ revokedAt, createdAt, amr, scopes, resources }: Grant): boolean {
  return revokedAt === createdAt && amr.length + scopes.length + resources.length === 0
}
