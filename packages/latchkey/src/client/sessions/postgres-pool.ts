/** One statement as `pg` takes it. */
export interface PgQuery {
  readonly text: string
  readonly values?: unknown[]
  /** Milliseconds. */
  readonly query_timeout?: number
}

export interface PgResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly rowCount: number | null
}

/** What is used of a `Pool` of the package `pg`, so that its types need not be installed. */
export interface PgPool {
  query(query: PgQuery): Promise<PgResult>
  end(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** How many connections one process keeps at most. */
const MOST_CONNECTIONS = 10
/** How long to wait for a connection, in milliseconds. */
const CONNECT_MILLISECONDS = 2000
/** How long a connection may idle before it is closed, in milliseconds. */
const IDLE_MILLISECONDS = 30_000
/** How long a statement may take, in milliseconds. */
export const STATEMENT_MILLISECONDS = 5000

/** A pool of our own, which imports `pg` and connects when it is first asked. */
export function openPool(connectionString: string): PgPool {
  let pool: Promise<PgPool> | undefined
  const onError: ((error: Error) => void)[] = []
  const open = async () => {
    const opened = await createPool(connectionString)
    for (const listener of onError) opened.on('error', listener)
    return opened
  }
  return {
    async query(query) {
      pool ??= open()
      return (await pool).query(query)
    },
    async end() {
      const opened = pool
      pool = Promise.reject(new Error('The session store is closed'))
      pool.catch(() => undefined)
      // A pool that could not be opened has nothing to close.
      await (await opened?.catch(() => undefined))?.end()
    },
    on: (_, listener) => onError.push(listener),
  }
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
    application_name: 'latchkey sessions',
  })
}

async function importPg() {
  try {
    return await import('pg')
  } catch (error) {
    if ((error as { readonly code?: unknown } | null)?.code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error('sessions: PostgreSQL needs the package pg. Run: npm install pg', { cause: error })
  }
}
