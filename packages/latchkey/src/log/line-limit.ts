import type { Clock } from '../ports/clock.ts'
import { isWithin } from '../protocol/is-within.ts'

/** Lines about the same, in one window. */
const LINES = 60
/** Seconds. */
const WINDOW_SECONDS = 60
/** Of more senders than this, the further ones count as one. */
const SENDERS = 10_000

/** What was left out in a window. */
export interface LeftOut {
  readonly lines: number
  /** Whoever caused most of them, as `admit` was told. */
  readonly most: string
  /** Epoch seconds of the beginning of the window. */
  readonly since: number
}

export interface LineLimit {
  /** False if `sender` has had its lines in this window: this one is only counted. */
  admit(sender: string): boolean
  /** Ends the window now, and tells what was left out in it. */
  flush(): void
}

/**
 * Limits lines that strangers can cause, so that nobody fills the disk or hides among them what others do.
 * `tell` is called once after a window in which any were left out.
 */
export function createLineLimit(clock: Clock, tell: (leftOut: LeftOut) => void): LineLimit {
  let since = 0
  let counts = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const leftOut = summarize(counts, since)
    counts = new Map()
    if (leftOut !== undefined) tell(leftOut)
  }

  return {
    flush,
    admit(sender) {
      const now = clock.now()
      if (!isWithin({ from: since, until: since + WINDOW_SECONDS }, now)) {
        flush()
        since = now
      }
      const key = counts.has(sender) || counts.size < SENDERS ? sender : ''
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count > LINES) timer ??= setTimeout(flush, WINDOW_SECONDS * 1000).unref()
      return count <= LINES
    },
  }
}

function summarize(counts: ReadonlyMap<string, number>, since: number): LeftOut | undefined {
  let lines = 0
  let most = { sender: '', count: LINES }
  for (const [sender, count] of counts) {
    lines += Math.max(0, count - LINES)
    if (count > most.count) most = { sender, count }
  }
  return lines === 0 ? undefined : { lines, most: most.sender, since }
}
