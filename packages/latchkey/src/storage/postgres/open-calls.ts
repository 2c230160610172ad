/** Counts the calls under way, so that closing can wait for them; no more are accepted after that. */
export class OpenCalls {
  #count = 0
  #isClosed = false
  #finished = () => {}

  async admit<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw new Error('The storage is closed')
    this.#count += 1
    try {
      return await call()
    } finally {
      this.#count -= 1
      if (this.#count === 0) this.#finished()
    }
  }

  /** The same verbs, counted. */
  admitting<Store extends object>(store: Store): Store {
    const verbs = Object.entries(store).map(([name, verb]) => [
      name,
      (...given: unknown[]) => this.admit(() => verb.apply(store, given)),
    ])
    return Object.fromEntries(verbs)
  }

  /** Resolves when all calls have their outcome. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#count === 0) return
    await new Promise<void>((resolve) => {
      const before = this.#finished
      this.#finished = () => {
        before()
        resolve()
      }
    })
  }
}
