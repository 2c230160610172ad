import { isSchemaName } from '../../database/postgres-url.ts'
import type { PgPool } from './postgres-pool.ts'

/** Milliseconds that creating the table may take, including the wait for another node that creates it. */
const CREATE_MILLISECONDS = 30_000
/** SQLSTATE, PostgreSQL, Appendix A. */
const INSUFFICIENT_PRIVILEGE = '42501'
const COLUMNS = ['key', 'version', 'sealed', 'expires_at']

const WRONG_SCHEMA = 'schema: write a name of lower-case letters, digits and underscores, not one of pg_…'

/** The table's name in SQL. Without a schema, it is in the first one of the connection's `search_path`. */
export function toTableName(schema: string | undefined): string {
  if (schema === undefined) return 'latchkey_sessions'
  if (isSchemaName(schema)) return `"${schema}".latchkey_sessions`
  throw new TypeError(WRONG_SCHEMA)
}

/**
 * Creates the table if it is missing. Looks first, so that no right to create one is needed where it exists.
 */
export async function createTable(pool: PgPool, schema: string | undefined): Promise<void> {
  const table = toTableName(schema)
  const found = await columnsOf(pool, table)
  if (found.length === 0) return make(pool, schema)
  const missing = COLUMNS.filter((name) => !found.includes(name))
  if (missing.length === 0) return
  throw new Error(
    `The table ${table} lacks ${missing.join(', ')}, so it is not Latchkey's. Name another schema for the sessions`,
  )
}

async function columnsOf(pool: PgPool, table: string): Promise<readonly unknown[]> {
  const { rows } = await pool.query({
    text: `SELECT attname::text AS name FROM pg_catalog.pg_attribute
      WHERE attrelid = to_regclass($1::text) AND attnum > 0 AND NOT attisdropped`,
    values: [table],
  })
  return rows.map(({ name }) => name)
}

async function make(pool: PgPool, schema: string | undefined): Promise<void> {
  const statements = await toStatements(pool, schema)
  // Several statements in one message are one transaction. One node creates the table, the others wait and
  // find it.
  const text = `SET LOCAL statement_timeout = ${CREATE_MILLISECONDS};
    SELECT pg_advisory_xact_lock(hashtext('latchkey sessions'))::text; ${statements}`
  await pool.query({ text, query_timeout: CREATE_MILLISECONDS }).catch((error: unknown) => {
    if ((error as { readonly code?: unknown } | null)?.code !== INSUFFICIENT_PRIVILEGE) throw error
    throw new Error(
      `The database user may not make the table of the sessions. Let the owner of the database run: ${statements}`,
      { cause: error },
    )
  })
}

async function toStatements(pool: PgPool, schema: string | undefined): Promise<string> {
  const table = toTableName(schema)
  const create = `CREATE TABLE IF NOT EXISTS ${table} (key text NOT NULL PRIMARY KEY,
    version bigint NOT NULL, sealed text NOT NULL, expires_at bigint NOT NULL);
    CREATE INDEX IF NOT EXISTS latchkey_sessions_expiry ON ${table} (expires_at);`
  const oneLine = create.replaceAll(/\s+/g, ' ')
  if (schema === undefined) return oneLine
  const { rows } = await pool.query({
    text: 'SELECT 1 AS found FROM pg_catalog.pg_namespace WHERE nspname = $1::text',
    values: [schema],
  })
  // `IF NOT EXISTS` needs the right to create schemas even when the schema exists.
  return rows.length === 0 ? `CREATE SCHEMA IF NOT EXISTS "${schema}"; ${oneLine}` : oneLine
}
