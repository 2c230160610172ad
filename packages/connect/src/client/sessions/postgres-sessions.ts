import { STATEMENT_MILLISECONDS } from '../../postgres/create-pool.ts'
import type { PgPool } from './postgres-pool.ts'
import { createTable, toTableName } from './postgres-table.ts'
import type { SessionStore } from './session-store.ts'
import { within } from './within.ts'

/** Where `postgresSessions` keeps them. */
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
 * How long one call may take, the wait for a connection included, in milliseconds. A pool of yours may have
 * no limit.
 */
const CALL_MILLISECONDS = STATEMENT_MILLISECONDS + 2000

/**
 * Sessions in PostgreSQL, on a pool of your own, which any number of processes may use at once. The table is
 * made with the first call when it is missing.
 * @throws TypeError when the schema is not a plain name
 */
export function postgresSessions({ pool, schema }: PostgresSessionsOptions): SessionStore {
  const sql = statementsOn(toTableName(schema))
  const run = runner(pool, () => createTable(pool, schema))
  /**
   * What happened to a write whose answer was lost: `sealed` is random each time, so nobody else can have
   * written it.
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
    // Sweepers of several nodes pass each other by, and wait for nobody who is being refreshed.
    removeExpired: `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table}
      WHERE expires_at <= $1::bigint ORDER BY expires_at LIMIT $2::bigint FOR UPDATE SKIP LOCKED)`,
  }
}

/** Runs a statement within bounds, once the table is there; once more when the connection broke meanwhile. */
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
      within(CALL_MILLISECONDS, pool.query({ text, values, query_timeout: STATEMENT_MILLISECONDS }))
    try {
      return { ...(await ask()), repeated: false }
    } catch (error) {
      if (!isCut(error)) throw error
      return { ...(await ask()), repeated: true }
    }
  }
}

/** The pool drops an idle connection that was cut; without a listener the event would end the process. */
function listen(pool: PgPool): void {
  if (listenedTo.has(pool)) return
  listenedTo.add(pool)
  pool.on('error', () => undefined)
}

const listenedTo = new WeakSet<PgPool>()

/** The connection broke while the statement was under way, and nobody knows whether it was done. */
function isCut(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  // SQLSTATE of a closing server, PostgreSQL, Appendix A; then errors of the network and of `pg`.
  if (/^(?:08...|57P0[125]|ECONNRESET|EPIPE|ECONNABORTED)$/.test(String(code))) return true
  return /^Connection terminated|is not queryable$/.test(String(message))
}
