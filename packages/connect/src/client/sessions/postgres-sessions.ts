import { STATEMENT_MILLISECONDS } from '../../database/create-pool.ts'
import type { PgPool } from './postgres-pool.ts'
import { createTable, toTableName } from './postgres-table.ts'
import type { SessionStore } from './session-store.ts'
import { withTimeout } from './with-timeout.ts'

/** Options of `postgresSessions`. */
export interface PostgresSessionsOptions {
  /** A `Pool` of the package `pg`. It stays yours: closing the store does not end it. */
  readonly pool: PgPool
  /**
   * The schema that the table `latchkey_sessions` is in. Default: the first of the connection's
   * `search_path`.
   */
  readonly schema?: string | undefined
}

/**
 * Milliseconds that one call may take, including the wait for a connection. A pool of yours may have no
 * limit.
 */
const CALL_MILLISECONDS = STATEMENT_MILLISECONDS + 2000

/**
 * Sessions in PostgreSQL, on a pool of your own; any number of processes may share them. The first call
 * creates the table when it is missing.
 * @throws TypeError when the schema is not a plain name
 */
export function postgresSessions({ pool, schema }: PostgresSessionsOptions): SessionStore {
  const sql = statementsOn(toTableName(schema))
  const run = runner(pool, () => createTable(pool, schema))
  /**
   * Whether a write took effect whose result was lost: `sealed` is random each time, so nobody else can have
   * written it. `undefined` when there is no such session.
   */
  const isOurs = async (key: string, sealed: string) => {
    const { rows } = await run(sql.look, [key])
    return rows.length === 0 ? undefined : rows[0]?.sealed === sealed
  }
  return {
    async create(key, { sealed, expiresAt }) {
      const { rowCount, repeated } = await run(sql.create, [key, sealed, expiresAt])
      return rowCount === 1 || (repeated && (await isOurs(key, sealed))) ? 'created' : 'exists'
    },
    async load(key, now) {
      const [row] = (await run(sql.load, [key, now])).rows
      if (row === undefined) return
      return { version: Number(row.version), sealed: String(row.sealed), expiresAt: Number(row.expires_at) }
    },
    async replace(key, from, { sealed, expiresAt }) {
      const { rowCount, repeated } = await run(sql.replace, [key, from, sealed, expiresAt])
      if (rowCount === 1) return 'replaced'
      const ours = await isOurs(key, sealed)
      if (ours === undefined) return 'gone'
      return repeated && ours ? 'replaced' : 'changed'
    },
    async remove(key) {
      await run(sql.remove, [key])
    },
    async removeExpired(now, limit) {
      return (await run(sql.removeExpired, [now, limit])).rowCount ?? 0
    },
    close: async () => {},
  }
}

function statementsOn(table: string) {
  return {
    create: `INSERT INTO ${table} (key, version, sealed, expires_at)
      VALUES ($1::text, 1, $2::text, $3::bigint) ON CONFLICT (key) DO NOTHING`,
    load: `SELECT version, sealed, expires_at FROM ${table} WHERE key = $1::text AND expires_at > $2::bigint`,
    look: `SELECT sealed FROM ${table} WHERE key = $1::text`,
    replace: `UPDATE ${table} SET version = version + 1, sealed = $3::text, expires_at = $4::bigint
      WHERE key = $1::text AND version = $2::bigint`,
    remove: `DELETE FROM ${table} WHERE key = $1::text`,
    // Sweepers of several nodes do not wait for each other, nor for a session that is being refreshed.
    removeExpired: `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table}
      WHERE expires_at <= $1::bigint ORDER BY expires_at LIMIT $2::bigint FOR UPDATE SKIP LOCKED)`,
  }
}

/** Runs a statement with a time limit, after the table exists; runs it again once if the connection broke. */
function runner(pool: PgPool, prepare: () => Promise<void>) {
  listen(pool)
  let prepared: Promise<void> | undefined
  const ready = () => {
    prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined
      throw error
    })
    return prepared
  }
  return async (text: string, values: unknown[]) => {
    await ready()
    const ask = () =>
      withTimeout(CALL_MILLISECONDS, pool.query({ text, values, query_timeout: STATEMENT_MILLISECONDS }))
    try {
      return { ...(await ask()), repeated: false }
    } catch (error) {
      if (!isCut(error)) throw error
      return { ...(await ask()), repeated: true }
    }
  }
}

/**
 * The pool itself drops an idle connection that broke; without a listener the event would end the process.
 */
function listen(pool: PgPool): void {
  if (listenedTo.has(pool)) return
  listenedTo.add(pool)
  pool.on('error', () => undefined)
}

const listenedTo = new WeakSet<PgPool>()

/** True when the connection broke during the statement, so that nobody knows whether it took effect. */
function isCut(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  // SQLSTATEs of a server that shuts down (PostgreSQL, Appendix A), then errors of the network and of `pg`.
  if (/^(?:08...|57P0[125]|ECONNRESET|EPIPE|ECONNABORTED)$/.test(String(code))) return true
  return /^Connection terminated|is not queryable$/.test(String(message))
}
