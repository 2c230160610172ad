import { createPool } from '../../database/create-pool.ts'
import { explainPostgres } from '../../database/explain-postgres.ts'

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
export function openPool(connectionString: string, address: string): PgPool {
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
      try {
        return await (await pool).query(query)
      } catch (error) {
        throw isOfOpening(error) ? explainPostgres(error, address) : error
      }
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

/**
 * True for what a server or the network says when no connection could be made, with codes of PostgreSQL,
 * Appendix A. Where a connection breaks, its code tells whether to try again.
 */
function isOfOpening(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  const isOfNetwork = /^(?:ECONNREFUSED|ENOENT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(
    String(code),
  )
  const isOfTls = /does not support SSL|certificate|self.signed|altname|password must be a string/i
  return isOfNetwork || /^(?:28...|3D000|53300|57P03)$/.test(String(code)) || isOfTls.test(String(message))
}
