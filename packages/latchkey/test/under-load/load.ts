import { setTimeout as pause } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import type { Outcome, Visitor } from './visitors.ts'

/** Milliseconds that a client waits when it was told to come back later. */
const BACK_OFF_MS = 50

/** Visitors who all come at once, each again as soon as it was answered, until they are stopped. */
export class Load {
  /** Answers that nobody should get, and answers that did not come. */
  readonly wrong = new Set<string>()
  readonly #counts = new Map<string, Record<Outcome, number>>()
  readonly #running: Promise<unknown>
  #isOver = false

  constructor(visitors: readonly Visitor[]) {
    this.#running = Promise.all(visitors.map((visitor) => this.#comeAndGo(visitor)))
  }

  /** Waits until so many of each of these kinds have had this outcome from now on. */
  async until(outcome: Outcome, kinds: readonly string[], withinMs: number, times = 5): Promise<void> {
    const before = this.#snapshot(outcome)
    await vi.waitFor(
      () => {
        const now = this.#snapshot(outcome)
        const waiting = kinds.filter((kind) => (now.get(kind) ?? 0) < (before.get(kind) ?? 0) + times)
        expect(waiting, `kinds that were not ${outcome} ${times} times within ${withinMs} ms`).toEqual([])
      },
      { timeout: withinMs, interval: 20 },
    )
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#running
  }

  async #comeAndGo(visitor: Visitor): Promise<void> {
    while (!this.#isOver) {
      const outcome = await this.#visit(visitor)
      if (outcome !== 'served') await pause(BACK_OFF_MS)
    }
  }

  async #visit(visitor: Visitor): Promise<Outcome | undefined> {
    try {
      const outcome = await visitor.visit()
      this.#countsOf(visitor.name)[outcome] += 1
      return outcome
    } catch (cause) {
      this.wrong.add(`${visitor.name}: ${cause instanceof Error ? cause.message : cause}`)
      return undefined
    }
  }

  #countsOf(name: string): Record<Outcome, number> {
    const known = this.#counts.get(name) ?? { served: 0, unavailable: 0 }
    this.#counts.set(name, known)
    return known
  }

  #snapshot(outcome: Outcome): ReadonlyMap<string, number> {
    return new Map([...this.#counts].map(([name, counts]) => [name, counts[outcome]]))
  }
}
