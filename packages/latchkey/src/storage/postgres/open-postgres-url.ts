import {
  createPool,
  explainPostgres,
  faultOfPostgresUrl,
  parsePostgresUrl,
  toShownAddress,
} from 'latchkey-connect/internal'
import type { Storage } from '../../ports/storage.ts'
import { Database } from './database.ts'
import { Unreachable } from './failure.ts'
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
  const fault = faultOfPostgresUrl(url)
  const parsed = parsePostgresUrl(url)
  if (fault !== undefined || parsed === undefined) throw new Error(`Storage: the address ${fault}`)
  const { connection, schema = DEFAULT_SCHEMA } = parsed
  const pool = await openPool(connection, address)
  try {
    await new Database(pool, schema).session(requireSupportedServer)
  } catch (error) {
    await pool.end()
    throw explainPostgres(error instanceof Unreachable ? error.cause : error, address)
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

/** Reads the files that the address names, such as `sslrootcert`; connects to nothing yet. */
async function openPool(connectionString: string, address: string): Promise<PgPool> {
  const options = { connectionString, applicationName: 'latchkey', option: 'Storage' }
  return createPool<PgPool>(options).catch((error: unknown) => {
    throw (error as { readonly syscall?: unknown } | null)?.syscall === 'open'
      ? explainPostgres(error, address)
      : error
  })
}
