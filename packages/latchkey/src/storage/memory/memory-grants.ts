import type { GrantKey, GrantStore, GrantWithAccount } from '../../ports/stores/grant-store.ts'
import { toAccount } from '../../protocol/accounts/to-account.ts'
import type { Grant } from '../../protocol/grant.ts'
import { decideCodeRedemption } from '../../protocol/token/decide-code-redemption.ts'
import { decideGrantAdvance } from '../../protocol/token/decide-grant-advance.ts'
import { requireSelection } from '../require-selection.ts'
import { keep } from './keep.ts'
import type { StoredRows } from './memory-records.ts'
import { newestFirst } from './newest-first.ts'

export function memoryGrants(stored: StoredRows): GrantStore {
  const rows = stored.grants
  const revokeRow = (row: Grant, revokedAt: number) => rows.set(row.id, keep({ ...row, revokedAt }))

  return {
    async open(grant) {
      const row = rows.get(grant.id)
      const decision = decideCodeRedemption(row, grant)
      if (decision.outcome === 'opened') rows.set(grant.id, keep(grant))
      else if (row !== undefined && decision.change !== undefined) revokeRow(row, decision.change.revokedAt)
      return decision.outcome
    },

    async find(id) {
      return rows.get(id)
    },

    async findWithAccount(key, now) {
      return findWithAccount(stored, key, now)
    },

    async advance(step) {
      const row = rows.get(step.id)
      const { outcome, change } = decideGrantAdvance(row, step)
      if (row !== undefined && change !== undefined) rows.set(step.id, keep({ ...row, ...change }))
      return outcome
    },

    async revoke(id, now) {
      const row = rows.get(id)
      if (row === undefined) return 'unknown'
      if (row.revokedAt !== undefined) return 'already_revoked'
      revokeRow(row, now)
      return 'revoked'
    },

    async revokeAll(selection, now) {
      const named = requireSelection(selection)
      const isSelected = (row: Grant) => named.every(([member, value]) => row[member] === value)
      const selected = [...rows.values()].filter((row) => hasTokens(row, now) && isSelected(row))
      for (const row of selected) revokeRow(row, now)
      return selected.length
    },

    async rebind(fromSessionId, toSessionId) {
      const bound = [...rows.values()].filter(
        (row) => row.sessionId === fromSessionId && row.revokedAt === undefined,
      )
      for (const row of bound) rows.set(row.id, keep({ ...row, sessionId: toSessionId }))
      return bound.length
    },

    async listByAccount(accountId, now) {
      return newestFirst(
        [...rows.values()].filter((row) => row.accountId === accountId && isActive(row, now)),
      )
    },
  }
}

function findWithAccount(
  { grants, accounts, sessions, rememberedIds }: StoredRows,
  { id, accountId, rememberedId }: GrantKey,
  now: number,
): GrantWithAccount | undefined {
  const grant = grants.get(id)
  if (grant === undefined) return undefined
  const account = accounts.get(accountId ?? grant.accountId)
  const session = grant.sessionId === undefined ? undefined : sessions.get(grant.sessionId)
  const remembered = rememberedId === undefined ? undefined : rememberedIds.get(rememberedId)
  return {
    grant,
    ...(account && { account: toAccount(account) }),
    ...(session && { session }),
    isRemembered: remembered !== undefined && now < remembered.expiresAt,
  }
}

/** Even if its refresh token is idle for too long, its access tokens are valid until it ends. */
function hasTokens(row: Grant, now: number): boolean {
  return row.revokedAt === undefined && now < row.absoluteExpiresAt
}

function isActive(row: Grant, now: number): boolean {
  return row.revokedAt === undefined && now < row.expiresAt
}
