/** A worker that ends sooner than this after it was ready did not end by chance. */
const settledMilliseconds = 10_000
/** Early ends that count together. */
const windowMilliseconds = 60_000
/** So many early ends, and nobody left who serves: starting again will not help. */
const mostEarlyEnds = 5
const firstDelayMilliseconds = 250
const longestDelayMilliseconds = 10_000

export interface WorkerEnd {
  /** Milliseconds, on any clock that does not go back. */
  readonly at: number
  /** From when it was ready; 0 if it never was. */
  readonly servedMilliseconds: number
  /** Workers that are left and serve. */
  readonly serving: number
}

/**
 * Decides when an ended worker is replaced: at once, or later and later if workers keep ending right after
 * their start.
 */
export class ReplacementSchedule {
  #earlyEnds: readonly number[] = []

  /**
   * Milliseconds until the next start; `undefined` to give up. While others serve it never gives up: the
   * cause may pass.
   */
  delayAfter({ at, servedMilliseconds, serving }: WorkerEnd): number | undefined {
    const recent = this.#earlyEnds.filter((end) => end > at - windowMilliseconds)
    if (servedMilliseconds < settledMilliseconds) recent.push(at)
    this.#earlyEnds = recent
    if (recent.length >= mostEarlyEnds && serving === 0) return undefined
    if (recent.length < 2) return 0
    return Math.min(firstDelayMilliseconds * 2 ** (recent.length - 2), longestDelayMilliseconds)
  }
}
