import { isSchemaName } from 'latchkey-connect/internal'
import type { Storage } from '../../ports/storage.ts'
import { Database } from './database.ts'
import { toMigrating } from './migrate.ts'
import { migrations } from './migrations.ts'
import { OpenCalls } from './open-calls.ts'
import type { PgPool } from './pg-pool.ts'
import { postgresAccounts } from './postgres-accounts.ts'
import { postgresAttempts } from './postgres-attempts.ts'
import { postgresClients } from './postgres-clients.ts'
import { postgresConsents } from './postgres-consents.ts'
import { postgresEvents } from './postgres-events.ts'
import { postgresFamiliarBrowsers } from './postgres-familiar-browsers.ts'
import { postgresGrants } from './postgres-grants.ts'
import { postgresRecords } from './postgres-records.ts'
import { postgresRememberedIds } from './postgres-remembered-ids.ts'
import { postgresSessions } from './postgres-sessions.ts'
import { postgresSigningKeys } from './postgres-signing-keys.ts'
import { toPurge } from './purge.ts'

export const DEFAULT_SCHEMA = 'latchkey'

export interface PostgresStorageOptions {
  /** A `Pool` of the package `pg`. It stays yours: closing the storage does not end it. */
  readonly pool: PgPool
  /** The schema of Latchkey's tables. Default: `latchkey`. */
  readonly schema?: string
}

/** How long a ping waits for a connection, and then for its result, in milliseconds each. */
const PING_MILLISECONDS = 1000
const PING_LIMITS = { connectMilliseconds: PING_MILLISECONDS, statementMilliseconds: PING_MILLISECONDS }

/**
 * A storage in PostgreSQL (14 or newer), on a pool of your own, which any number of nodes may use at once.
 * Call `migrate` before the first verb, as the server does when it starts. Throws a `TypeError` when the
 * schema is not a plain name.
 */
export function openPostgresStorage({ pool, schema = DEFAULT_SCHEMA }: PostgresStorageOptions): Storage {
  if (!isSchemaName(schema)) {
    throw new TypeError('schema: write a name of lower-case letters, digits and underscores, not one of pg_…')
  }
  const database = new Database(pool, schema)
  const calls = new OpenCalls()
  return {
    grants: calls.admitting(postgresGrants(database)),
    rememberedIds: calls.admitting(postgresRememberedIds(database)),
    attempts: calls.admitting(postgresAttempts(database)),
    sessions: calls.admitting(postgresSessions(database)),
    familiarBrowsers: calls.admitting(postgresFamiliarBrowsers(database)),
    clients: calls.admitting(postgresClients(database)),
    consents: calls.admitting(postgresConsents(database)),
    signingKeys: calls.admitting(postgresSigningKeys(database)),
    accounts: calls.admitting(postgresAccounts(database)),
    events: calls.admitting(postgresEvents(database)),
    ...calls.admitting({
      ...toMigrating(database, migrations),
      ...postgresRecords(database),
      purge: toPurge(database),
      ping: () => database.session((run) => run('SELECT 1').then(() => {}), PING_LIMITS),
    }),
    close: () => calls.close(),
  }
}
