/** How a group of verbs becomes one commit. */
export interface WriteTransaction {
  begin(): void
  commit(): void
  rollback(): void
  /**
   * False when the database has rolled back by itself, as it does after some errors (a full disk for
   * instance).
   */
  isOpen(): boolean
  /** Runs one verb inside the transaction: all of it or, if it throws, none of it. */
  attempt<Result>(work: () => Result): Result
}

interface WaitingVerb {
  run(): void
  settle(): void
  reject(error: unknown): void
}

/** How many verbs one commit may carry, so that the event loop is not held for long. */
const VERBS_PER_COMMIT = 256

/**
 * Verbs that arrive in the same turn of the event loop share one commit: waiting for the disk costs some
 * fifty times what a verb costs. No timer: a lone verb does not wait for others. Outcomes are returned after
 * the commit, never before.
 */
export class WriteQueue {
  readonly #transaction: WriteTransaction
  #waiting: WaitingVerb[] = []
  #isScheduled = false

  constructor(transaction: WriteTransaction) {
    this.#transaction = transaction
  }

  add<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      let settle = () => {}
      const run = () => {
        try {
          const result = this.#transaction.attempt(work)
          settle = () => resolve(result)
        } catch (error) {
          // What ran earlier in this group is lost with the transaction: no call in it may report success.
          if (!this.#transaction.isOpen()) throw error
          settle = () => reject(error)
        }
      }
      this.#waiting.push({ run, settle: () => settle(), reject })
      this.#schedule()
    })
  }

  /** Writes everything queued, now. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commitGroup()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#commitGroup()
      if (this.#waiting.length > 0) this.#schedule()
    })
  }

  #commitGroup(): void {
    const group = this.#waiting.splice(0, VERBS_PER_COMMIT)
    if (group.length === 0) return
    try {
      this.#transaction.begin()
      for (const verb of group) verb.run()
      this.#transaction.commit()
    } catch (error) {
      for (const verb of group) verb.reject(error)
      if (this.#transaction.isOpen()) this.#transaction.rollback()
      return
    }
    for (const verb of group) verb.settle()
  }
}
