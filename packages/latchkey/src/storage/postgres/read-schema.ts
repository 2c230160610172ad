import type { AppliedMigration } from '../migration-plan.ts'
import type { Database } from './database.ts'
import type { SqlValue } from './wire-text.ts'

/** Runs one statement in a session. */
export type Run = <Row>(text: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>

/** What exists of our schema. */
export interface FoundSchema {
  /** Who we are to the database. */
  readonly user: string
  readonly hasSchema: boolean
  /** Whether the table of applied migrations exists. */
  readonly hasRecord: boolean
  readonly applied: readonly AppliedMigration[]
}

const OLDEST_SERVER = 14

/** Only reads, without a lock. @throws Error when the server is too old, or the schema is not ours. */
export async function readSchema(run: Run, { schema, schemaName }: Database): Promise<FoundSchema> {
  const user = await requireSupportedServer(run)
  const [namespace] = await run<{ readonly oid: string }>(
    'SELECT oid::text FROM pg_catalog.pg_namespace WHERE nspname = $1::text',
    [schemaName],
  )
  if (namespace === undefined) return { user, hasSchema: false, hasRecord: false, applied: [] }
  const tables = await run<{ readonly name: string }>(
    `SELECT relname::text AS name FROM pg_catalog.pg_class
     WHERE relnamespace = $1::text::oid AND relkind IN ('r', 'p') ORDER BY relname`,
    [namespace.oid],
  )
  const names = tables.map(({ name }) => name)
  if (names.includes('latchkey_migrations')) {
    const applied = await run<AppliedMigration>(
      `SELECT version, title, checksum, works_from FROM ${schema}.latchkey_migrations ORDER BY version`,
    )
    return { user, hasSchema: true, hasRecord: true, applied }
  }
  if (names.length > 0) {
    const [database] = await run<{ readonly name: string }>('SELECT current_database()::text AS name')
    throw new Error(
      `The schema ${schema} of the database ${database?.name} holds tables that are not Latchkey's (${names.slice(0, 3).join(', ')}). Give Latchkey a schema of its own`,
    )
  }
  return { user, hasSchema: true, hasRecord: false, applied: [] }
}

/** Returns who we are. Engines that only speak PostgreSQL's protocol number their versions differently. */
export async function requireSupportedServer(run: Run): Promise<string> {
  const [server] = await run<{ readonly version: string; readonly user: string }>(
    'SELECT version(), current_user::text AS "user"',
  )
  const [, major] = /^PostgreSQL (\d+)(?!\S*-YB)/.exec(server?.version ?? '') ?? []
  if (major !== undefined && Number(major) < OLDEST_SERVER) {
    throw new Error(
      `The server is PostgreSQL ${major}. Latchkey needs ${OLDEST_SERVER} or newer: upgrade the server, or use another`,
    )
  }
  return server?.user ?? ''
}
