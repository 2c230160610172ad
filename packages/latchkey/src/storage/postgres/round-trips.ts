import { failureOf } from './failure.ts'

/** One verb of the storage, as a statement over many calls. */
export interface Verb<Call, Outcome> {
  /** The row that a call is about. */
  keyOf(call: Call): string
  /**
   * `each`: calls for one row run one after the other, as they write. `together`: they ask the same thing, so
   * all callers share one result.
   */
  readonly sameRow: 'each' | 'together'
  /** Runs calls for different rows, in key order; returns outcomes in the order of the calls. */
  run(calls: readonly Call[]): Promise<readonly Outcome[]>
}

interface Waiting<Call, Outcome> {
  readonly call: Call
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}

/** One row of a batch, and the callers that get its outcome: one that writes, or all that read. */
interface Slot<Call, Outcome> {
  readonly key: string
  readonly callers: readonly [Waiting<Call, Outcome>, ...Waiting<Call, Outcome>[]]
}

/** The most rows one statement covers. */
export const MAX_ROWS = 256
/** How many calls of one verb may wait. */
export const MAX_WAITING = 10_000

/**
 * Turns many calls into few statements. One statement is under way at a time, and calls made meanwhile are
 * the next batch: the busier it is, the more a round trip carries. No timer: a lone call is sent in the same
 * turn of the event loop.
 */
export class RoundTrips<Call, Outcome> {
  readonly #verb: Verb<Call, Outcome>
  /** The queue: the waiting calls by key, with the keys in turn order. */
  readonly #waiting = new Map<string, Waiting<Call, Outcome>[]>()
  #count = 0
  #isUnderWay = false

  constructor(verb: Verb<Call, Outcome>) {
    this.#verb = verb
  }

  /** Rejects with the statement's error, or at once with an `Error` when too many wait. */
  call(call: Call): Promise<Outcome> {
    if (this.#count >= MAX_WAITING) {
      return Promise.reject(new Error(`${MAX_WAITING} calls wait for the database already`))
    }
    return new Promise((resolve, reject) => {
      this.#enqueue({ call, resolve, reject })
      if (this.#isUnderWay) return
      this.#isUnderWay = true
      // After all pending socket input: requests that arrived together share a batch.
      setImmediate(() => this.#drain())
    })
  }

  #enqueue(waiting: Waiting<Call, Outcome>): void {
    const key = this.#verb.keyOf(waiting.call)
    const queue = this.#waiting.get(key)
    if (queue === undefined) this.#waiting.set(key, [waiting])
    else queue.push(waiting)
    this.#count += 1
  }

  async #drain(): Promise<void> {
    while (this.#count > 0) await this.#runBatch(this.#takeBatch())
    this.#isUnderWay = false
  }

  /** Takes the next batch from the queue. A row with calls left goes to the end. */
  #takeBatch(): readonly Slot<Call, Outcome>[] {
    const slots: Slot<Call, Outcome>[] = []
    const left: [string, Waiting<Call, Outcome>[]][] = []
    for (const [key, queue] of this.#waiting) {
      if (slots.length === MAX_ROWS) break
      this.#waiting.delete(key)
      const first = queue.shift()
      if (first === undefined) continue
      const rest = this.#verb.sameRow === 'together' ? queue : []
      slots.push({ key, callers: [first, ...rest] })
      this.#count -= 1 + rest.length
      if (rest !== queue && queue.length > 0) left.push([key, queue])
    }
    for (const [key, queue] of left) this.#waiting.set(key, queue)
    // All nodes lock their rows in this order, so none wait for each other in a circle.
    return slots.sort((left, right) => (left.key < right.key ? -1 : 1))
  }

  async #runBatch(slots: readonly Slot<Call, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#verb.run(slots.map(({ callers: [first] }) => first.call))
      slots.forEach((slot, index) => {
        for (const caller of slot.callers) caller.resolve(outcomes[index] as Outcome)
      })
    } catch (error) {
      // One of the calls has an unstorable value; the others must not fail with it.
      if (failureOf(error) === 'unstorable' && slots.length > 1) await this.#runOneByOne(slots)
      else this.#fail(slots, error)
    }
  }

  async #runOneByOne(slots: readonly Slot<Call, Outcome>[]): Promise<void> {
    for (const [index, slot] of slots.entries()) {
      try {
        const [outcome] = await this.#verb.run([slot.callers[0].call])
        for (const caller of slot.callers) caller.resolve(outcome as Outcome)
      } catch (error) {
        if (failureOf(error) === 'unavailable') return this.#fail(slots.slice(index), error)
        this.#fail([slot], error)
      }
    }
  }

  #fail(slots: readonly Slot<Call, Outcome>[], error: unknown): void {
    for (const { callers } of slots) for (const caller of callers) caller.reject(error)
    if (failureOf(error) === 'unavailable') this.#rejectWaiting(error)
  }

  #rejectWaiting(error: unknown): void {
    for (const queue of this.#waiting.values()) for (const caller of queue) caller.reject(error)
    this.#waiting.clear()
    this.#count = 0
  }
}
