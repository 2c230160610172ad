import type { GrantAdvance, GrantAdvanceOutcome, GrantSelection, GrantStore } from '../../ports/storage.ts'
import type { Grant } from '../../protocol/grant.ts'
import { fromGrantRow, type GrantRow, toGrantRow } from '../rows/grant-row.ts'
import type { Connection } from './connection.ts'
import type { RecordTable } from './record-table.ts'

const INSERT = `
  INSERT INTO grants (id, client_id, account_id, session_id, scopes, resources, claims, auth_time, amr, acr,
    generation, rotated_at, created_at, expires_at, absolute_expires_at, revoked_at)
  VALUES (:id, :client_id, :account_id, :session_id, :scopes, :resources, :claims, :auth_time, :amr, :acr,
    :generation, :rotated_at, :created_at, :expires_at, :absolute_expires_at, :revoked_at)
  ON CONFLICT (id) DO NOTHING`

const REVOKE = 'UPDATE grants SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL'

const REBIND = `
  UPDATE grants SET session_id = :toSessionId WHERE session_id = :fromSessionId AND revoked_at IS NULL`

const ADVANCE = `
  UPDATE grants SET
    generation = :to,
    rotated_at = CASE WHEN :to = :from THEN rotated_at ELSE :now END,
    expires_at = min(:expiresAt, absolute_expires_at)
  WHERE id = :id AND generation = :from AND revoked_at IS NULL AND :now < expires_at`

export const grantTable: RecordTable<Grant> = {
  name: 'grants',
  key: ['id'],
  insert: INSERT,
  toRow: toGrantRow,
  fromRow: fromGrantRow,
}

export function sqliteGrants(connection: Connection): GrantStore {
  return {
    open: (grant) =>
      connection.write(() => {
        if (connection.run(INSERT, toGrantRow(grant)) === 1) return 'opened'
        if (grant.revokedAt === undefined) connection.run(REVOKE, { id: grant.id, now: grant.createdAt })
        return 'replayed'
      }),

    async find(id) {
      const row = connection.get<GrantRow>('SELECT * FROM grants WHERE id = :id', { id })
      return row && fromGrantRow(row)
    },

    advance: (step) => connection.write(() => advance(connection, step)),

    revoke: (id, now) =>
      connection.write(() => {
        if (connection.run(REVOKE, { id, now }) === 1) return 'revoked'
        const row = connection.get('SELECT 1 FROM grants WHERE id = :id', { id })
        return row === undefined ? 'unknown' : 'already_revoked'
      }),

    async revokeAll(selection, now) {
      const { where, values } = toCondition(selection)
      // Not `expires_at`: the refresh token may be idle for too long, and the access tokens still live.
      const sql = `UPDATE grants SET revoked_at = :now WHERE revoked_at IS NULL AND :now < absolute_expires_at AND ${where}`
      return connection.write(() => connection.run(sql, { ...values, now }))
    },

    rebind: (fromSessionId, toSessionId) =>
      connection.write(() => connection.run(REBIND, { fromSessionId, toSessionId })),

    async listByAccount(accountId, now) {
      return connection
        .all<GrantRow>(
          `SELECT * FROM grants WHERE account_id = :accountId AND revoked_at IS NULL AND :now < expires_at
           ORDER BY created_at DESC, id DESC`,
          { accountId, now },
        )
        .map(fromGrantRow)
    },
  }
}

/** The usual case is one statement; only what did not advance is looked at more closely. */
function advance(connection: Connection, step: GrantAdvance): GrantAdvanceOutcome {
  const { id, from, to, now, graceSeconds, expiresAt } = step
  if (connection.run(ADVANCE, { id, from, to, now, expiresAt }) === 1) return 'advanced'
  const row = connection.get<Pick<GrantRow, 'generation' | 'rotated_at' | 'expires_at' | 'revoked_at'>>(
    'SELECT generation, rotated_at, expires_at, revoked_at FROM grants WHERE id = :id',
    { id },
  )
  if (row === undefined || row.expires_at <= now) return 'unknown'
  if (row.revoked_at !== null) return 'revoked'
  const isRetry = row.generation === from + 1 && to === from + 1
  if (isRetry && now < row.rotated_at + graceSeconds) return 'within_grace'
  connection.run(REVOKE, { id, now })
  return 'replayed'
}

/**
 * Only fixed text goes into the statement; the values are bound. A client may have millions of grants, so
 * with an account or a session at hand its index is not used: that is what the plus sign says to SQLite.
 */
function toCondition({ accountId, clientId, sessionId }: GrantSelection) {
  const values = {
    ...(accountId !== undefined && { accountId }),
    ...(clientId !== undefined && { clientId }),
    ...(sessionId !== undefined && { sessionId }),
  }
  const client = accountId === undefined && sessionId === undefined ? 'client_id' : '+client_id'
  const conditions = [
    ...(accountId === undefined ? [] : ['account_id = :accountId']),
    ...(sessionId === undefined ? [] : ['session_id = :sessionId']),
    ...(clientId === undefined ? [] : [`${client} = :clientId`]),
  ]
  if (conditions.length === 0) {
    throw new TypeError('Name an account, a client or a session whose grants are to be revoked')
  }
  return { where: conditions.join(' AND '), values }
}
