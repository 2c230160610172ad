import type { Grant } from '../../protocol/grant.ts'
import type { CodeRedemptionOutcome } from '../../protocol/token/decide-code-redemption.ts'
import type { GrantAdvance, GrantAdvanceOutcome } from '../../protocol/token/decide-grant-advance.ts'

/** Which grants to revoke; at least one member must be set, and every one set must match. */
export interface GrantSelection {
  readonly accountId?: string
  readonly clientId?: string
  readonly sessionId?: string
}

export interface GrantStore {
  /**
   * Inserts the grant, or revokes the one with its id when the code is replayed, as `decideCodeRedemption`
   * says. An id stays taken until the row is purged, and a row is purged only after its `absoluteExpiresAt`.
   */
  open(grant: Grant): Promise<CodeRedemptionOutcome>
  /** The row, even if revoked or expired, until it is purged. */
  find(id: string): Promise<Grant | undefined>
  /** Moves the grant on, or revokes it when the token is a replay, as `decideGrantAdvance` says. */
  advance(step: GrantAdvance): Promise<GrantAdvanceOutcome>
  /** Idempotent: the first revocation's time stays. */
  revoke(id: string, now: number): Promise<'revoked' | 'already_revoked' | 'unknown'>
  /**
   * Revokes all matching grants before their absolute end, even idle ones, as access tokens may still be
   * valid; returns how many. An empty selection throws a `TypeError`.
   */
  revokeAll(selection: GrantSelection, now: number): Promise<number>
  /** Moves the active grants of a session to the session that replaces it; returns how many. */
  rebind(fromSessionId: string, toSessionId: string): Promise<number>
  /** An account's active grants, newest first. */
  listByAccount(accountId: string, now: number): Promise<readonly Grant[]>
}
