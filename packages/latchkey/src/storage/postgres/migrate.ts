import { CONNECT_MILLISECONDS } from 'latchkey-connect/internal'
import type { MigrationStep, Storage } from '../../ports/storage.ts'
import { checksumOf, decidePending, type Migration } from '../migration-plan.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './failure.ts'
import { type FoundSchema, type Run, readSchema } from './read-schema.ts'

interface PendingStep {
  readonly migration: Migration
  readonly step: MigrationStep
}

/** The limit for all steps together, and for the wait while another node applies them, in milliseconds. */
const MIGRATE_MILLISECONDS = 600_000
const MIGRATE_LIMITS = {
  connectMilliseconds: CONNECT_MILLISECONDS,
  statementMilliseconds: MIGRATE_MILLISECONDS,
}
const INSUFFICIENT_PRIVILEGE = '42501'

/** The history of our schema. `known` is every step of this version, in order. */
export function toMigrating(
  database: Database,
  known: readonly Migration[],
): Pick<Storage, 'migrate' | 'pendingMigrations'> {
  const look = async (run: Run) => toPending(database, known, await readSchema(run, database))
  return {
    async pendingMigrations() {
      const pending = await database.session(look)
      return pending.map(({ step }) => step)
    },

    // Checks first, without a lock: a node that may not change the schema can still start when there is
    // nothing to change.
    async migrate() {
      const pending = await database.session(look)
      if (pending.length === 0) return []
      return database.session((run) => applyAll(run, database, known), MIGRATE_LIMITS)
    },
  }
}

function toPending(
  { schema }: Database,
  known: readonly Migration[],
  { applied, hasSchema }: FoundSchema,
): readonly PendingStep[] {
  return decidePending(known, applied).map((migration, index) => {
    // `IF NOT EXISTS` would need the right to create schemas even if ours was created for us.
    const before = index === 0 && !hasSchema ? `\n      CREATE SCHEMA ${schema};\n` : ''
    const sql = before + migration.sql.replaceAll('{schema}', schema)
    return { migration, step: { version: migration.version, title: migration.title, sql } }
  })
}

/** All steps or none. One node does it; the others wait, then find nothing left to do. */
async function applyAll(
  run: Run,
  database: Database,
  known: readonly Migration[],
): Promise<readonly MigrationStep[]> {
  await run('BEGIN')
  try {
    await run(`SET LOCAL statement_timeout = ${MIGRATE_MILLISECONDS}`)
    await run("SELECT pg_advisory_xact_lock(hashtext('latchkey migrations'), hashtext($1::text))::text", [
      database.schemaName,
    ])
    const found = await readSchema(run, database)
    const pending = toPending(database, known, found)
    for (const { migration, step } of pending) {
      await run(step.sql).catch((error: unknown) => {
        throw explainRight(error, database, found)
      })
      await remember(run, database, migration)
    }
    await run('COMMIT')
    return pending.map(({ step }) => step)
  } catch (error) {
    // If the connection is gone, the server has rolled back by itself.
    await run('ROLLBACK').catch(() => {})
    throw error
  }
}

async function remember(run: Run, { schema }: Database, migration: Migration): Promise<void> {
  await run(`CREATE TABLE IF NOT EXISTS ${schema}.latchkey_migrations (
    version bigint NOT NULL PRIMARY KEY, title text NOT NULL, checksum text NOT NULL, works_from bigint)`)
  const { version, title, worksFrom } = migration
  await run(
    `INSERT INTO ${schema}.latchkey_migrations (version, title, checksum, works_from)
     VALUES ($1::bigint, $2::text, $3::text, $4::bigint)`,
    [version, title, checksumOf(migration), worksFrom],
  )
}

function explainRight(error: unknown, { schema }: Database, { user, hasSchema }: FoundSchema): unknown {
  if (sqlStateOf(error) !== INSUFFICIENT_PRIVILEGE) return error
  const remedy = hasSchema
    ? `GRANT USAGE, CREATE ON SCHEMA ${schema} TO "${user}"`
    : `CREATE SCHEMA ${schema} AUTHORIZATION "${user}"`
  return new Error(
    `The database user "${user}" may not ${hasSchema ? 'create tables in' : 'create'} the schema ${schema}. Let the owner of the database run: ${remedy}`,
    { cause: error },
  )
}
