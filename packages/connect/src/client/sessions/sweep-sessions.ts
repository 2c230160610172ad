import { epochSeconds } from '../epoch-seconds.ts'
import type { ClientLogger } from '../sign-in/client-log.ts'
import type { SessionStore } from './session-store.ts'

/** Milliseconds between two removals of expired sessions. */
const PAUSE_MILLISECONDS = 5 * 60_000
/** Sessions that one statement removes, and statements in a row. */
const BATCH = 500
const MOST_BATCHES = 20

/**
 * Removes expired sessions now and then, a bounded number at once, and keeps no process alive. Answers how to
 * stop.
 */
export function sweepSessions(store: SessionStore, log: ClientLogger): () => void {
  const timer = setInterval(() => {
    removeExpired(store).catch((cause: unknown) =>
      log.warn({ err: cause }, 'Expired sessions were not removed'),
    )
  }, PAUSE_MILLISECONDS)
  timer.unref()
  return () => clearInterval(timer)
}

async function removeExpired(store: SessionStore): Promise<void> {
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    if ((await store.removeExpired(epochSeconds(), BATCH)) < BATCH) return
  }
}
