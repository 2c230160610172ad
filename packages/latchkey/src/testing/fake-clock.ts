import type { Clock } from '../ports/clock.ts'

/** A clock that does not move until it is told to. */
export interface FakeClock extends Clock {
  /** Moves the clock by this many seconds, forward or back. */
  advance(seconds: number): void
}

/** Creates a clock that shows `start`, in epoch seconds. */
export function fakeClock(start = 1_800_000_000): FakeClock {
  let now = start
  return {
    now: () => now,
    advance(seconds) {
      now += seconds
    },
  }
}
