/** A worker that exits sooner than this after it was ready did not exit by chance. */
const settledMilliseconds = 10_000
/** The window in which early exits are counted. */
const windowMilliseconds = 60_000
/** After this many early exits with no worker left, starting another will not help. */
const maxEarlyEnds = 5
const firstDelayMilliseconds = 250
const maxDelayMilliseconds = 10_000

export interface WorkerEnd {
  /** Milliseconds, on any monotonic clock. */
  readonly at: number
  /** Since it was ready; 0 if it never was. */
  readonly servedMilliseconds: number
  /** Workers that are still serving. */
  readonly serving: number
}

/**
 * Decides when a worker that has exited is replaced: immediately, or after increasing delays if workers keep
 * exiting shortly after their start.
 */
export class ReplacementSchedule {
  #earlyEnds: readonly number[] = []

  /**
   * Milliseconds until the next start; `undefined` to give up. It never gives up while others serve: the
   * cause may be temporary.
   */
  delayAfter({ at, servedMilliseconds, serving }: WorkerEnd): number | undefined {
    const recent = this.#earlyEnds.filter((end) => end > at - windowMilliseconds)
    if (servedMilliseconds < settledMilliseconds) recent.push(at)
    this.#earlyEnds = recent
    if (recent.length >= maxEarlyEnds && serving === 0) return undefined
    if (recent.length < 2) return 0
    return Math.min(firstDelayMilliseconds * 2 ** (recent.length - 2), maxDelayMilliseconds)
  }
}
