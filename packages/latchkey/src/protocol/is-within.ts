/** A stretch of time, in epoch seconds. */
export interface Span {
  readonly from: number
  /** The first second that is no longer part of it. */
  readonly until: number
}

/**
 * Whether something that was given for a time is still good. A beginning that is yet to come was written by a
 * clock that was ahead of ours, and counts as just as long ago. So a wrong clock makes nothing live more than
 * twice its time, not even one that was years ahead; and clocks that differ by seconds change nothing.
 */
export function isWithin({ from, until }: Span, now: number): boolean {
  return Math.abs(now - from) < until - from
}

/**
 * Seconds that the clocks of two nodes may be apart. Within them, what one node has just written is not from
 * the future for the other.
 */
export const CLOCK_TOLERANCE_SECONDS = 60
