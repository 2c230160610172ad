import type { SessionStore } from '../../ports/stores/session-store.ts'
import { isSessionAlive, type Session } from '../../protocol/session.ts'
import { fromSessionRow, type SessionRow, sessionTable } from '../rows/session-row.ts'
import { batchOf, insertBatch, toValues } from './batch.ts'
import type { Database } from './database.ts'
import { findByKey } from './find-by-key.ts'
import { findSessionWithAccount } from './find-session-with-account.ts'
import { writeBatch } from './write-batch.ts'

type Touched = Pick<SessionRow, 'id'>

export function postgresSessions(database: Database): SessionStore {
  const find = findByKey(database, sessionTable)
  const findWithAccount = findSessionWithAccount(database)
  const { start, touch, end } = hotWrites(database)
  const { endAll, listByAccount } = toStatements(database)

  return {
    async start(session) {
      return (await start(session)) === undefined ? 'taken' : 'started'
    },

    async find(id, now, idleSeconds) {
      const session = await find(id)
      return session && isSessionAlive(session, now, idleSeconds) ? session : undefined
    },

    async findWithAccount(key, now, idleSeconds) {
      const found = await findWithAccount(key)
      return found && isSessionAlive(found.session, now, idleSeconds) ? found : undefined
    },

    async touch(id, now) {
      await touch({ id, now })
    },

    async end(id) {
      return (await end({ id })) === undefined ? 'unknown' : 'ended'
    },

    async endAll(accountId, exceptId) {
      const { count } = await database.write(endAll, [accountId, exceptId ?? null])
      return count
    },

    async listByAccount(accountId, now) {
      return (await database.read<SessionRow>(listByAccount, [accountId, now])).map(fromSessionRow)
    },
  }
}

function hotWrites(database: Database) {
  const sessions = `${database.schema}.sessions`
  const keyOf = ({ id }: { readonly id: string }) => id
  return {
    start: writeBatch<Session, Touched>(database, {
      label: 'start_sessions',
      text: `${insertBatch(database.schema, sessionTable)} ON CONFLICT (id) DO NOTHING RETURNING id`,
      keyOf,
      toValues: toValues(sessionTable),
      keyOfRow: keyOf,
    }),

    touch: writeBatch<{ readonly id: string; readonly now: number }, Touched>(database, {
      label: 'touch_sessions',
      text: `UPDATE ${sessions} AS t SET last_seen_at = s.now FROM ${batchOf({ id: 'text', now: 'bigint' })}
        WHERE t.id = s.id AND t.last_seen_at < s.now RETURNING t.id`,
      keyOf,
      toValues: ({ id, now }) => [id, now],
      keyOfRow: keyOf,
    }),

    end: writeBatch<{ readonly id: string }, Touched>(database, {
      label: 'end_sessions',
      text: `DELETE FROM ${sessions} AS t USING ${batchOf({ id: 'text' })} WHERE t.id = s.id RETURNING t.id`,
      keyOf,
      toValues: ({ id }) => [id],
      keyOfRow: keyOf,
    }),
  }
}

function toStatements(database: Database) {
  const sessions = `${database.schema}.sessions`
  return {
    endAll: database.statement(
      'end_sessions_of',
      `DELETE FROM ${sessions} WHERE account_id = $1::text AND id IS DISTINCT FROM $2::text`,
    ),
    listByAccount: database.statement(
      'list_sessions',
      `SELECT ${Object.keys(sessionTable.columns).join(', ')} FROM ${sessions}
       WHERE account_id = $1::text AND $2::bigint < expires_at ORDER BY created_at DESC, id DESC`,
    ),
  }
}
