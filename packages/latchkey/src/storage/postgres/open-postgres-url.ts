import { createPool, parsePostgresUrl, toShownAddress } from 'latchkey-connect/internal'
import type { Storage } from '../../ports/storage.ts'
import { Database } from './database.ts'
import { explainOpening } from './explain-opening.ts'
import { DEFAULT_SCHEMA, openPostgresStorage } from './open-postgres-storage.ts'
import type { PgPool } from './pg-pool.ts'
import { requireSupportedServer } from './read-schema.ts'

/**
 * A storage in PostgreSQL on a pool of its own; `?schema=` names the schema, and all other parameters are
 * those of `pg`.
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
  const { connection, schema = DEFAULT_SCHEMA } = parsed
  const pool = await createPool<PgPool>({
    connectionString: connection,
    applicationName: 'latchkey',
    option: 'Storage',
  })
  try {
    await new Database(pool, schema).session(requireSupportedServer)
  } catch (error) {
    await pool.end()
    throw explainOpening(error, address)
  }
  const storage = openPostgresStorage({ pool, schema })
  let ended: Promise<void> | undefined
  const close = async () => {
    await storage.close()
    ended ??= pool.end()
    await ended
  }
  return { ...storage, close }
}
