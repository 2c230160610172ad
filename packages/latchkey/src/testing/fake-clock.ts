import type { Clock } from '../ports/clock.ts'

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves the clock by this many seconds, forward or back. */
  advance(seconds: number): void
}

/** Makes a clock that shows `start`, in epoch seconds. */
export function fakeClock(start = 1_800_000_000): FakeClock {
  let now = start
  return {
    now: () => now,
    advance(seconds) {
      now += seconds
    },
  }
}
