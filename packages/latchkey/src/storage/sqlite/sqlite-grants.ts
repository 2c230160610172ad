import type { GrantSelection, GrantStore } from '../../ports/stores/grant-store.ts'
import {
  decideGrantAdvance,
  type GrantAdvance,
  type GrantAdvanceOutcome,
} from '../../protocol/token/decide-grant-advance.ts'
import { requireSelection } from '../require-selection.ts'
import { fromGrantRow, type GrantRow, grantTable, toGrantRow } from '../rows/grant-row.ts'
import { fromGrantWithAccountRow, grantWithAccountColumns } from '../rows/grant-with-account-row.ts'
import type { TableRow } from '../rows/table.ts'
import type { Connection } from './connection.ts'
import { insertRow } from './write-row.ts'

const INSERT = insertRow(grantTable)

const FIND = 'SELECT * FROM grants WHERE id = :id'

const FIND_WITH_ACCOUNT = `
  SELECT ${grantWithAccountColumns} FROM grants AS g
  LEFT JOIN accounts AS a ON a.id = coalesce(:accountId, g.account_id)
  LEFT JOIN sessions AS e ON e.id = g.session_id
  LEFT JOIN remembered_ids AS r ON r.id = :rememberedId
  WHERE g.id = :id`

const REVOKE = 'UPDATE grants SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL'

const REBIND = `
  UPDATE grants SET session_id = :toSessionId WHERE session_id = :fromSessionId AND revoked_at IS NULL`

/** `decideGrantAdvance` for a token of the current generation; the storage contract compares the two. */
const ADVANCE = `
  UPDATE grants SET
    generation = :to,
    rotated_at = CASE WHEN :to = :from THEN rotated_at ELSE :now END,
    expires_at = min(:expiresAt, absolute_expires_at)
  WHERE id = :id AND generation = :from AND revoked_at IS NULL AND :now < expires_at`

/** `open` is `decideCodeRedemption`, by the primary key; the storage contract compares the two. */
export function sqliteGrants(connection: Connection): GrantStore {
  return {
    open: (grant) =>
      connection.write(() => {
        if (connection.run(INSERT, toGrantRow(grant)) === 1) return 'opened'
        if (grant.revokedAt === undefined) connection.run(REVOKE, { id: grant.id, now: grant.createdAt })
        return 'replayed'
      }),

    async find(id) {
      const row = connection.get<GrantRow>(FIND, { id })
      return row && fromGrantRow(row)
    },

    async findWithAccount({ id, accountId = null, rememberedId = null }, now) {
      const row = connection.get<TableRow>(FIND_WITH_ACCOUNT, { id, accountId, rememberedId })
      return row && fromGrantWithAccountRow(row, now)
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
      // Not `expires_at`: the refresh token may be idle for too long with access tokens still valid.
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

/** The usual case is one statement; only what did not advance is examined further. */
function advance(connection: Connection, step: GrantAdvance): GrantAdvanceOutcome {
  const { id, from, to, now, expiresAt } = step
  if (connection.run(ADVANCE, { id, from, to, now, expiresAt }) === 1) return 'advanced'
  const row = connection.get<GrantRow>(FIND, { id })
  const { outcome } = decideGrantAdvance(row && fromGrantRow(row), step)
  if (outcome === 'replayed') connection.run(REVOKE, { id, now })
  return outcome
}

/**
 * Only fixed text goes into the statement; the values are bound. A client may have millions of grants, so
 * given an account or a session its index is not used: the plus sign tells SQLite so.
 */
function toCondition(selection: GrantSelection) {
  const named = requireSelection(selection)
  const client = named.length === 1 ? 'client_id' : '+client_id'
  const columns = { accountId: 'account_id', sessionId: 'session_id', clientId: client }
  return {
    where: named.map(([member]) => `${columns[member]} = :${member}`).join(' AND '),
    values: Object.fromEntries(named),
  }
}
