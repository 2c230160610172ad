import type { Account } from '../../protocol/accounts/account.ts'
import type { Grant } from '../../protocol/grant.ts'
import type { Session } from '../../protocol/session.ts'
import type { CodeRedemptionOutcome } from '../../protocol/token/decide-code-redemption.ts'
import type { GrantAdvance, GrantAdvanceOutcome } from '../../protocol/token/decide-grant-advance.ts'

/** Which grants to revoke; at least one member must be set, and every one set must match. */
export interface GrantSelection {
  readonly accountId?: string
  readonly clientId?: string
  readonly sessionId?: string
}

/** Which grant to find, and what to look up beside it. */
export interface GrantKey {
  readonly id: string
  /** The account to look up, if it is not the one that gave the grant. */
  readonly accountId?: string
  /** A remembered id, such as that of a revoked token. */
  readonly rememberedId?: string
}

/** A grant, and what its tokens depend on. */
export interface GrantWithAccount {
  readonly grant: Grant
  /** Absent if this storage has no such account. */
  readonly account?: Account
  /** The session that the grant ends with, also after its expiry, as long as its row is there. */
  readonly session?: Session
  /** Whether the id of the key is remembered now. */
  readonly isRemembered: boolean
}

export interface GrantStore {
  /**
   * Inserts the grant, or revokes the one with its id when the code is replayed, as `decideCodeRedemption`
   * says. An id stays taken until the row is purged, and a row is purged only after its `absoluteExpiresAt`.
   */
  open(grant: Grant): Promise<CodeRedemptionOutcome>
  /** The row, even if revoked or expired, until it is purged. */
  find(id: string): Promise<Grant | undefined>
  /** The same row with what its tokens depend on, all as they were at one moment. */
  findWithAccount(key: GrantKey, now: number): Promise<GrantWithAccount | undefined>
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
