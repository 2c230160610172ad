import { createPool } from '../../database/create-pool.ts'

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

/** The part of `Pool` of the package `pg` that is used here, so that its types need not be installed. */
export interface PgPool {
  query(query: PgQuery): Promise<PgResult>
  end(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** A pool of our own, which imports `pg` and connects with the first query. */
export function openPool(connectionString: string): PgPool {
  let pool: Promise<PgPool> | undefined
  const onError: ((error: Error) => void)[] = []
  const open = async () => {
    const opened = await createPool<PgPool>({
      connectionString,
      applicationName: 'latchkey sessions',
      option: 'sessions',
    })
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
