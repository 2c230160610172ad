import { createHash } from 'node:crypto'
import { CONNECT_MILLISECONDS, STATEMENT_MILLISECONDS } from 'latchkey-connect/internal'
import { failureOf, isConnectionSound, Unreachable } from './failure.ts'
import type { PgClient, PgPool, PgResult } from './pg-pool.ts'
import { fromWire, type SqlValue, toWire } from './wire-text.ts'

/**
 * A statement that each connection prepares once. It names its columns: `*` would break when a newer node
 * adds one.
 */
export interface Statement {
  readonly name: string
  readonly text: string
}

export interface Answer<Row> {
  readonly rows: readonly Row[]
  /** How many rows the statement touched. */
  readonly count: number
}

interface Limits {
  readonly connectMilliseconds: number
  readonly statementMilliseconds: number
}

/** How often to retry what a deadlock undid. */
const MORE_TRIES_WHEN_UNDONE = 3
const EVERYDAY: Limits = {
  connectMilliseconds: CONNECT_MILLISECONDS,
  statementMilliseconds: STATEMENT_MILLISECONDS,
}

/**
 * Runs one statement at a time on a connection of a pool, within bounds, and retries where that is harmless.
 */
export class Database {
  readonly schemaName: string
  /** The schema as SQL writes it, quotes included. */
  readonly schema: string
  readonly #pool: PgPool

  constructor(pool: PgPool, schema: string) {
    this.#pool = pool
    this.schemaName = schema
    this.schema = `"${schema}"`
    listen(pool)
  }

  /**
   * `label` is for people who watch the database. The name identifies the text: two storages on one pool, or
   * two versions behind one pooler, must not run each other's statements.
   */
  statement(label: string, text: string): Statement {
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 12)
    return { name: `latchkey_${label}_${digest}`, text }
  }

  /** Changes nothing, so after a cut connection it just asks again. */
  async read<Row>(statement: Statement, values: readonly SqlValue[]): Promise<readonly Row[]> {
    const { rows } = await this.#run<Row>(statement, values, { moreTriesWhenCut: 1 })
    return rows
  }

  async write<Row>(statement: Statement, values: readonly SqlValue[]): Promise<Answer<Row>> {
    return this.#run<Row>(statement, values, { moreTriesWhenCut: 0 })
  }

  /** Several statements on one connection, none of them prepared. */
  async session<Result>(
    work: (
      run: <Row>(text: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>,
    ) => Promise<Result>,
    limits: Limits = EVERYDAY,
  ): Promise<Result> {
    return this.#withClient(
      (client) =>
        work(async <Row>(text: string, values: readonly SqlValue[] = []) => {
          const query = { text, values: values.map(toWire), types: fromWire }
          return toAnswer<Row>(await client.query({ ...query, query_timeout: limits.statementMilliseconds }))
            .rows
        }),
      limits.connectMilliseconds,
    )
  }

  async #run<Row>(
    statement: Statement,
    values: readonly SqlValue[],
    { moreTriesWhenCut }: { readonly moreTriesWhenCut: number },
  ): Promise<Answer<Row>> {
    const left = { undone: MORE_TRIES_WHEN_UNDONE, cut: moreTriesWhenCut }
    const query = { ...statement, values: values.map(toWire), types: fromWire }
    for (;;) {
      try {
        return await this.#withClient(async (client) =>
          toAnswer<Row>(await client.query({ ...query, query_timeout: STATEMENT_MILLISECONDS })),
        )
      } catch (error) {
        const failure = failureOf(error)
        if (failure !== 'undone' && failure !== 'cut') throw error
        if (left[failure] === 0) throw error
        left[failure] -= 1
      }
    }
  }

  async #withClient<Result>(
    work: (client: PgClient) => Promise<Result>,
    connectMilliseconds = CONNECT_MILLISECONDS,
  ): Promise<Result> {
    const client = await this.#connect(connectMilliseconds)
    // It may have been opened before we listened to the pool. While we hold it, the pool does not listen; the
    // statement fails anyway.
    client.on('error', ignore)
    let spoiled: Error | undefined
    try {
      return await work(client)
    } catch (error) {
      if (!isConnectionSound(error)) spoiled = error instanceof Error ? error : new Error(String(error))
      throw error
    } finally {
      client.release(spoiled)
      client.removeListener('error', ignore)
    }
  }

  /** An embedder's pool may have no limit of its own. */
  #connect(milliseconds: number): Promise<PgClient> {
    return new Promise((resolve, reject) => {
      let isTooLate = false
      const timer = setTimeout(() => {
        isTooLate = true
        reject(new Unreachable(new Error(`no connection within ${milliseconds} ms`)))
      }, milliseconds)
      this.#pool.connect().then(
        (client) => {
          clearTimeout(timer)
          if (isTooLate) client.release()
          else resolve(client)
        },
        (error: unknown) => {
          clearTimeout(timer)
          reject(new Unreachable(error))
        },
      )
    })
  }
}

/** The pool drops an idle connection that was cut; with no listener, the event would end the process. */
function listen(pool: PgPool): void {
  if (listenedTo.has(pool)) return
  listenedTo.add(pool)
  pool.on('error', ignore)
  // The server's closing message may share a packet with its greeting, before anything holds the connection.
  pool.on('connect', (client) => client.on('error', ignore))
}

const listenedTo = new WeakSet<PgPool>()

function toAnswer<Row>({ rows, rowCount }: PgResult): Answer<Row> {
  return { rows: rows as readonly Row[], count: rowCount ?? 0 }
}

function ignore(): void {}
