import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { WriteQueue } from './write-queue.ts'

export type BoundValues = Readonly<Record<string, SQLInputValue>>

/**
 * A database with its prepared statements. Nothing here yields between two statements of one verb; the write
 * transaction keeps other processes out.
 */
export class Connection {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #writes: WriteQueue
  #isOpen = true

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#writes = new WriteQueue({
      begin: () => this.run('BEGIN IMMEDIATE'),
      commit: () => this.run('COMMIT'),
      rollback: () => this.run('ROLLBACK'),
      isOpen: () => database.isTransaction,
      attempt: (work) => this.#attempt(work),
    })
  }

  /** The first row. The STRICT table and the statement determine `Row`. */
  get<Row extends object>(sql: string, values: BoundValues = {}): Row | undefined {
    return this.#prepare(sql).get(values) as Row | undefined
  }

  all<Row extends object>(sql: string, values: BoundValues = {}): Row[] {
    return this.#prepare(sql).all(values) as unknown as Row[]
  }

  /** Returns how many rows changed. */
  run(sql: string, values: BoundValues = {}): number {
    return Number(this.#prepare(sql).run(values).changes)
  }

  /** Runs statements that are not worth keeping, separated by semicolons. */
  execute(sql: string): void {
    this.#database.exec(sql)
  }

  /**
   * One atomic step: all of `work` or nothing, on the disk when the promise resolves. `work` must not be
   * async.
   */
  async write<Result>(work: () => Result): Promise<Result> {
    if (!this.#isOpen) throw new Error('The storage is closed')
    return this.#writes.add(work)
  }

  /** Writes the queue and closes the file. Idempotent. */
  close(): void {
    if (!this.#isOpen) return
    this.#writes.flush()
    this.#isOpen = false
    this.#statements.clear()
    this.#database.close()
  }

  /** Undoes what a failing verb did, leaving the rest of its transaction as it was. */
  #attempt<Result>(work: () => Result): Result {
    this.run('SAVEPOINT verb')
    try {
      const result = work()
      this.run('RELEASE verb')
      return result
    } catch (error) {
      if (this.#database.isTransaction) {
        this.run('ROLLBACK TO verb')
        this.run('RELEASE verb')
      }
      throw error
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
