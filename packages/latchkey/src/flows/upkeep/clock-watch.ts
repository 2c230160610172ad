import type { Logger } from '../../ports/logger.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../protocol/is-within.ts'
import type { Parts } from '../parts.ts'

type WatchParts = Pick<Parts, 'storage' | 'keyRing' | 'clock'> & { readonly logger: Pick<Logger, 'warn'> }

/** Compares the clock of this machine with the times that are stored. */
export interface ClockWatch {
  /** Logs one line when stored times begin to be ahead of the clock by more than a minute. */
  look(): Promise<void>
}

/**
 * Creates the watch. Times ahead mean that the clock was set back, or that another node's is ahead. The line
 * is logged once, and again after the clocks have agreed in between.
 */
export function createClockWatch(parts: WatchParts): ClockWatch {
  let isTold = false
  return {
    async look() {
      const secondsAhead = (await newestTime(parts)) - parts.clock.now()
      const isAhead = secondsAhead > CLOCK_TOLERANCE_SECONDS
      if (isAhead && !isTold) parts.logger.warn({ secondsAhead }, explain(secondsAhead))
      isTold = isAhead
    },
  }
}

/** Epoch seconds. Nearly everything that happens is an event, so the newest one tells what time it was. */
async function newestTime({ storage, keyRing }: WatchParts): Promise<number> {
  const [keys, events] = await Promise.all([keyRing.list(), storage.events.list({ limit: 1 })])
  return Math.max(...keys.map(({ createdAt }) => createdAt), ...events.map(({ at }) => at))
}

function explain(secondsAhead: number): string {
  return `The clock of this machine is ${secondsAhead} seconds behind times in the database. Either it is wrong, or it was ahead until now, or that of another node is ahead: let NTP set the clocks of all. Tokens and sessions from that time may be refused; who gets none signs in again`
}
