/** How `pg` reads the columns of one statement. */
export interface PgTypes {
  getTypeParser(oid: number): (text: string) => unknown
}

/** One statement as `pg` takes it. */
export interface PgQuery {
  readonly text: string
  /** Under this name the connection keeps the statement prepared. */
  readonly name?: string
  readonly values?: unknown[]
  readonly types?: PgTypes
  /** Milliseconds. */
  readonly query_timeout?: number
}

export interface PgResult {
  readonly rows: readonly unknown[]
  readonly rowCount: number | null
}

export interface PgClient {
  query(query: PgQuery): Promise<PgResult>
  /** If given an error, the connection is closed instead of reused. */
  release(error?: Error | boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
}

/** What we use of the `pg` package's `Pool`, so that its types need not be installed. */
export interface PgPool {
  connect(): Promise<PgClient>
  end(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
  /** A new connection, before any caller gets it. */
  on(event: 'connect', listener: (client: Pick<PgClient, 'on'>) => void): unknown
}
