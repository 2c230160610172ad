import type { Clock } from '../ports/clock.ts'
import { isWithin } from '../protocol/is-within.ts'

/** Lines about the same, in one window. */
const LINES = 60
/** An IPv6 /48 is a site with 65,536 networks, of which a stranger can use all. */
const LINES_OF_A_SITE = 600
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
  /** False if `sender`, or its site, has had its lines in this window: this one is only counted. */
  admit(sender: string, site?: string): boolean
  /** Ends the window now, and tells what was left out in it. */
  flush(): void
}

/**
 * Limits lines that strangers can cause, so that nobody fills the disk or hides among them what others do.
 * `tell` is called once after a window in which any were left out.
 */
export function createLineLimit(clock: Clock, tell: (leftOut: LeftOut) => void): LineLimit {
  let since = 0
  /** Lines that were written, by sender and by site. */
  let lines = new Map<string, number>()
  /** Lines that were not. */
  let leftOut = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const summary = summarize(leftOut, since)
    lines = new Map()
    leftOut = new Map()
    if (summary !== undefined) tell(summary)
  }

  function leaveOut(key: string): false {
    leftOut.set(key, (leftOut.get(key) ?? 0) + 1)
    timer ??= setTimeout(flush, WINDOW_SECONDS * 1000).unref()
    return false
  }

  const toKey = (sender: string) => (lines.has(sender) || lines.size < SENDERS ? sender : '')
  const linesOf = (key: string) => lines.get(key) ?? 0

  return {
    flush,
    admit(sender, site) {
      const now = clock.now()
      if (!isWithin({ from: since, until: since + WINDOW_SECONDS }, now)) {
        flush()
        since = now
      }
      // First the site, so that it does not use up the senders that are told apart.
      if (site !== undefined && linesOf(site) >= LINES_OF_A_SITE) return leaveOut(site)
      const key = toKey(sender)
      if (linesOf(key) >= LINES) return leaveOut(key)
      lines.set(key, linesOf(key) + 1)
      if (site !== undefined) lines.set(toKey(site), linesOf(toKey(site)) + 1)
      return true
    },
  }
}

function summarize(leftOut: ReadonlyMap<string, number>, since: number): LeftOut | undefined {
  let lines = 0
  let most = { sender: '', count: 0 }
  for (const [sender, count] of leftOut) {
    lines += count
    if (count > most.count) most = { sender, count }
  }
  return lines === 0 ? undefined : { lines, most: most.sender, since }
}
