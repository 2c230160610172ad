import type { GrantSelection, GrantStore } from '../../ports/stores/grant-store.ts'
import type { Grant } from '../../protocol/grant.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../protocol/is-within.ts'
import {
  decideGrantAdvance,
  type GrantAdvance,
  type GrantAdvanceOutcome,
} from '../../protocol/token/decide-grant-advance.ts'
import { requireSelection } from '../require-selection.ts'
import { fromGrantRow, type GrantRow, grantTable } from '../rows/grant-row.ts'
import { batchOf, insertBatch, toValues } from './batch.ts'
import type { Database } from './database.ts'
import { findByKey } from './find-by-key.ts'
import { findGrantWithAccount } from './find-grant-with-account.ts'
import { settle } from './settle.ts'
import { writeBatch } from './write-batch.ts'

type Touched = Pick<GrantRow, 'id' | 'revoked_at'>

/**
 * Not revoked, as a condition on both the row and the batch. On the row alone, PostgreSQL assumes it is rare
 * in a new table, reads the whole table or the index of active grants instead of looking up a key, and keeps
 * doing so while the table grows.
 */
const IS_ACTIVE = '(CASE WHEN t.revoked_at IS NULL THEN s.id END) IS NOT NULL'

export function postgresGrants(database: Database): GrantStore {
  const find = findByKey(database, grantTable)
  const { open, advance, revoke } = hotWrites(database)
  const { revokeAll, rebind, listByAccount } = toTexts(database)

  return {
    async open(grant) {
      const row = await open(grant)
      if (row === undefined) return 'replayed'
      // A row is returned if it was inserted, or if this call has just revoked it.
      return grant.revokedAt !== undefined || row.revoked_at === null ? 'opened' : 'replayed'
    },

    find,
    findWithAccount: findGrantWithAccount(database),

    advance: (step) =>
      settle(async () => {
        const row = await advance(step)
        if (row !== undefined) return row.revoked_at === null ? 'advanced' : 'replayed'
        return whyUnchanged(await find(step.id), step)
      }),

    revoke: (id, now) =>
      settle(async () => {
        if ((await revoke({ id, now })) !== undefined) return 'revoked'
        const grant = await find(id)
        if (grant === undefined) return 'unknown'
        return grant.revokedAt === undefined ? undefined : 'already_revoked'
      }),

    async revokeAll(selection, now) {
      const { where, values } = toCondition(selection)
      const { count } = await database.write(revokeAll(where), [now, ...values])
      return count
    },

    async rebind(fromSessionId, toSessionId) {
      const { count } = await database.write(rebind, [fromSessionId, toSessionId])
      return count
    },

    async listByAccount(accountId, now) {
      return (await database.read<GrantRow>(listByAccount, [accountId, now])).map(fromGrantRow)
    },
  }
}

function hotWrites(database: Database) {
  const grants = `${database.schema}.grants`
  const keyOfRow = (row: Touched) => row.id
  return {
    // `decideCodeRedemption` for many codes at once, checked against it by the storage contract.
    open: writeBatch<Grant, Touched>(database, {
      label: 'open_grants',
      text: `${insertBatch(database.schema, grantTable)}
        ON CONFLICT (id) DO UPDATE SET revoked_at = excluded.created_at
        WHERE excluded.revoked_at IS NULL AND t.revoked_at IS NULL
        RETURNING id, revoked_at`,
      keyOf: (grant) => grant.id,
      toValues: toValues(grantTable),
      keyOfRow,
    }),

    // `decideGrantAdvance` for many rows at once, checked against it by the storage contract. Everything is
    // decided on the row's newest version: one that another node has just changed is checked again.
    advance: writeBatch<GrantAdvance, Touched>(database, {
      label: 'advance_grants',
      text: `UPDATE ${grants} AS t SET
          generation = CASE WHEN t.generation = s.old THEN s.new ELSE t.generation END,
          rotated_at = CASE WHEN t.generation = s.old AND s.old <> s.new THEN s.now ELSE t.rotated_at END,
          expires_at = CASE WHEN t.generation = s.old THEN least(s.expires_at, t.absolute_expires_at) ELSE t.expires_at END,
          revoked_at = CASE WHEN t.generation = s.old THEN NULL ELSE s.now END
        FROM ${batchOf({ id: 'text', old: 'bigint', new: 'bigint', now: 'bigint', grace: 'bigint', expires_at: 'bigint' })}
        WHERE t.id = s.id AND ${IS_ACTIVE} AND s.now < t.expires_at
          AND NOT (t.generation = s.old + 1 AND s.new = s.old + 1
            AND greatest(0, s.now - t.rotated_at) < s.grace AND t.rotated_at <= s.now + ${CLOCK_TOLERANCE_SECONDS})
        RETURNING t.id, t.revoked_at`,
      keyOf: (step) => step.id,
      toValues: ({ id, from, to, now, graceSeconds, expiresAt }) => [
        id,
        from,
        to,
        now,
        graceSeconds,
        expiresAt,
      ],
      keyOfRow,
    }),

    revoke: writeBatch<{ readonly id: string; readonly now: number }, Touched>(database, {
      label: 'revoke_grants',
      text: `UPDATE ${grants} AS t SET revoked_at = s.now FROM ${batchOf({ id: 'text', now: 'bigint' })}
        WHERE t.id = s.id AND ${IS_ACTIVE} RETURNING t.id, t.revoked_at`,
      keyOf: ({ id }) => id,
      toValues: ({ id, now }) => [id, now],
      keyOfRow,
    }),
  }
}

function toTexts(database: Database) {
  const grants = `${database.schema}.grants`
  return {
    // Not `expires_at`: the refresh token may be idle for too long with access tokens still valid.
    revokeAll: (where: string) =>
      database.statement(
        'revoke_grants_of',
        `UPDATE ${grants} SET revoked_at = $1::bigint
         WHERE revoked_at IS NULL AND $1::bigint < absolute_expires_at AND ${where}`,
      ),
    rebind: database.statement(
      'rebind_grants',
      `UPDATE ${grants} SET session_id = $2::text WHERE session_id = $1::text AND revoked_at IS NULL`,
    ),
    listByAccount: database.statement(
      'list_grants',
      `SELECT ${Object.keys(grantTable.columns).join(', ')} FROM ${grants}
       WHERE account_id = $1::text AND revoked_at IS NULL AND $2::bigint < expires_at
       ORDER BY created_at DESC, id DESC`,
    ),
  }
}

/** Why a step changed nothing; undefined if it would now, as another call was quicker. */
function whyUnchanged(grant: Grant | undefined, step: GrantAdvance): GrantAdvanceOutcome | undefined {
  const { outcome, change } = decideGrantAdvance(grant, step)
  return change === undefined ? outcome : undefined
}

/** Only fixed text goes into the statement; the values are bound, from the second on. */
function toCondition(selection: GrantSelection) {
  const named = requireSelection(selection)
  const columns = { accountId: 'account_id', sessionId: 'session_id', clientId: 'client_id' }
  const conditions = named.map(([member], index) => `${columns[member]} = $${index + 2}::text`)
  return { where: conditions.join(' AND '), values: named.map(([, value]) => value) }
}
