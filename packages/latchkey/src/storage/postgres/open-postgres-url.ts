import { parsePostgresUrl, toShownAddress } from '../../ports/postgres-url.ts'
import type { Storage } from '../../ports/storage.ts'
import { CONNECT_MILLISECONDS, Database, STATEMENT_MILLISECONDS } from './database.ts'
import { explainOpening } from './explain-opening.ts'
import { codeOf } from './failure.ts'
import { openPostgresStorage } from './open-postgres-storage.ts'
import type { PgPool } from './pg-pool.ts'
import { requireSupportedServer } from './read-schema.ts'

/** How many connections one process keeps at most. Calls share statements, so few are enough. */
const MOST_CONNECTIONS = 10
/** How long a connection may idle before it is closed, in milliseconds. */
const IDLE_MILLISECONDS = 30_000

/**
 * A storage in PostgreSQL on a pool of its own; `?schema=` names the schema, and all other parameters are those of `pg`.
 * @throws Error that says what to change, and never shows the password, when the database cannot be used.
 */
export async function openPostgresUrl(url: string): Promise<Storage> {
  const address = toShownAddress(url)
  const parsed = parsePostgresUrl(url)
  if (parsed === undefined) {
    throw new Error(
      `Storage: the schema of ${address} must be one name of lower-case letters, digits and underscores, not one of pg_…`,
    )
  }
  const pool = await createPool(parsed.connection)
  try {
    await new Database(pool, parsed.schema).session(requireSupportedServer)
  } catch (error) {
    await pool.end()
    throw explainOpening(error, address)
  }
  const storage = openPostgresStorage({ pool, schema: parsed.schema })
  let ended: Promise<void> | undefined
  const close = async () => {
    await storage.close()
    ended ??= pool.end()
    await ended
  }
  return { ...storage, close }
}

async function createPool(connectionString: string): Promise<PgPool> {
  const { Pool } = await importPg()
  return new Pool({
    connectionString,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    idleTimeoutMillis: IDLE_MILLISECONDS,
    // Both sides: the server gives up the work, and we give up the server.
    statement_timeout: STATEMENT_MILLISECONDS,
    query_timeout: STATEMENT_MILLISECONDS,
    keepAlive: true,
    application_name: 'latchkey',
  })
}

async function importPg() {
  try {
    return await import('pg')
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error('Storage: PostgreSQL needs the package pg. Run: npm install pg', { cause: error })
  }
}
