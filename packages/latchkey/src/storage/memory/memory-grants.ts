import type { GrantAdvance, GrantAdvanceOutcome, GrantSelection, GrantStore } from '../../ports/storage.ts'
import type { Grant } from '../../protocol/grant.ts'
import { keep } from './keep.ts'
import { newestFirst } from './newest-first.ts'

export function memoryGrants(rows: Map<string, Grant>): GrantStore {
  const revokeRow = (row: Grant, revokedAt: number) => rows.set(row.id, keep({ ...row, revokedAt }))

  return {
    async open(grant) {
      const row = rows.get(grant.id)
      if (row === undefined) {
        rows.set(grant.id, keep(grant))
        return 'opened'
      }
      if (row.revokedAt === undefined && grant.revokedAt === undefined) revokeRow(row, grant.createdAt)
      return 'replayed'
    },

    async find(id) {
      return rows.get(id)
    },

    async advance(step) {
      const verdict = judge(rows.get(step.id), step)
      if (verdict.row !== undefined) rows.set(step.id, keep(verdict.row))
      return verdict.outcome
    },

    async revoke(id, now) {
      const row = rows.get(id)
      if (row === undefined) return 'unknown'
      if (row.revokedAt !== undefined) return 'already_revoked'
      revokeRow(row, now)
      return 'revoked'
    },

    async revokeAll(selection, now) {
      const isSelected = selectedBy(selection)
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

/** What a step does to the row: the outcome, and the row as it is afterwards if it changes. */
function judge(
  row: Grant | undefined,
  step: GrantAdvance,
): { readonly outcome: GrantAdvanceOutcome; readonly row?: Grant } {
  if (row === undefined || row.expiresAt <= step.now) return { outcome: 'unknown' }
  if (row.revokedAt !== undefined) return { outcome: 'revoked' }
  if (row.generation === step.from) {
    const rotatedAt = step.to === step.from ? row.rotatedAt : step.now
    const expiresAt = Math.min(step.expiresAt, row.absoluteExpiresAt)
    return { outcome: 'advanced', row: { ...row, generation: step.to, rotatedAt, expiresAt } }
  }
  const isRetry = row.generation === step.from + 1 && step.to === step.from + 1
  if (isRetry && step.now < row.rotatedAt + step.graceSeconds) return { outcome: 'within_grace' }
  return { outcome: 'replayed', row: { ...row, revokedAt: step.now } }
}

/** Its refresh token may be idle for too long; its access tokens live on until its end. */
function hasTokens(row: Grant, now: number): boolean {
  return row.revokedAt === undefined && now < row.absoluteExpiresAt
}

function isActive(row: Grant, now: number): boolean {
  return row.revokedAt === undefined && now < row.expiresAt
}

function selectedBy(selection: GrantSelection): (row: Grant) => boolean {
  const { accountId, clientId, sessionId } = selection
  if (accountId === undefined && clientId === undefined && sessionId === undefined) {
    throw new TypeError('Name an account, a client or a session whose grants are to be revoked')
  }
  return (row) =>
    (accountId === undefined || row.accountId === accountId) &&
    (clientId === undefined || row.clientId === clientId) &&
    (sessionId === undefined || row.sessionId === sessionId)
}
