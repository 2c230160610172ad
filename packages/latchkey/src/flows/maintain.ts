import type { Logger } from '../ports/logger.ts'
import type { Parts } from './parts.ts'

/** Rows of each kind that one step of the sweeper deletes; between two steps, requests are served. */
const SWEEP_ROWS = 500
/** Steps of one sweep; what is left waits for the next one. */
const SWEEP_STEPS = 200

/** What the server does for itself from time to time: keys on schedule, the sweeper, the last use of secrets. */
async function maintain(
  parts: Pick<Parts, 'storage' | 'clock' | 'keyRing' | 'secretUse' | 'settings'>,
): Promise<void> {
  await parts.keyRing.maintain()
  await parts.secretUse.flush()
  await sweep(parts)
}

async function sweep({
  storage,
  clock,
  settings,
}: Pick<Parts, 'storage' | 'clock' | 'settings'>): Promise<void> {
  for (let step = 0; step < SWEEP_STEPS; step++) {
    const now = clock.now()
    const gone = await storage.purge({
      now,
      limit: SWEEP_ROWS,
      eventsBefore: now - settings.lifetimes.eventSeconds,
    })
    if (gone === 0) return
    await new Promise(setImmediate)
  }
}

/** Runs {@link maintain} every so often, one at a time, until it is stopped. A failure is logged and tried again next time. */
export function maintainRegularly(
  parts: Pick<Parts, 'storage' | 'clock' | 'keyRing' | 'secretUse' | 'settings'>,
  options: { readonly everySeconds: number; readonly logger: Logger },
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running
      .then(() => maintain(parts))
      .catch((cause) => options.logger.error({ err: cause }, 'maintenance failed'))
  }, options.everySeconds * 1000)
  timer.unref()
  return {
    stop: () => {
      clearInterval(timer)
      return running
    },
  }
}
