import type { Grant } from '../grant.ts'
import type { AuthorizationCode } from './authorization-code.ts'

/**
 * A grant that is revoked from the start, so that its row takes up the id of a code that must not be
 * redeemed. A code that was redeemed has its row already, and keeps it.
 */
export function toDeadGrant(code: AuthorizationCode, grantId: string, now: number): Grant {
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
    expiresAt: code.expiresAt,
    absoluteExpiresAt: code.expiresAt,
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
