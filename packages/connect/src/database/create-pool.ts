/** The maximum number of connections of one process. Calls share statements, so few are enough. */
const MAX_CONNECTIONS = 10
/** How long to wait for a connection, in milliseconds. */
export const CONNECT_MILLISECONDS = 2000
/** How long a statement may take, in milliseconds. */
export const STATEMENT_MILLISECONDS = 5000
/** How long a connection may idle before it is closed, in milliseconds. */
const IDLE_MILLISECONDS = 30_000

export interface PoolOptions {
  /** The URL or connection string, as `pg` reads it. */
  readonly connectionString: string
  /** The name of our connections in `pg_stat_activity`. */
  readonly applicationName: string
  /** The option that asked for PostgreSQL. It begins the message when the package `pg` is not installed. */
  readonly option: string
}

/**
 * Creates a connection pool of the package `pg`, which is imported only now. `Pool` is the part of its type
 * that the caller uses.
 * @throws Error that says what to install when the package is not there
 */
export async function createPool<Pool>({
  connectionString,
  applicationName,
  option,
}: PoolOptions): Promise<Pool> {
  const pg = await importPg(option)
  const pool = new pg.Pool({
    connectionString,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    idleTimeoutMillis: IDLE_MILLISECONDS,
    // Both: the server aborts the statement, and we stop waiting even when the server does not respond.
    statement_timeout: STATEMENT_MILLISECONDS,
    query_timeout: STATEMENT_MILLISECONDS,
    keepAlive: true,
    application_name: applicationName,
  })
  return pool as unknown as Pool
}

async function importPg(option: string) {
  try {
    return await import('pg')
  } catch (error) {
    if ((error as { readonly code?: unknown } | null)?.code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error(`${option}: PostgreSQL needs the package pg. Run: npm install pg`, { cause: error })
  }
}
