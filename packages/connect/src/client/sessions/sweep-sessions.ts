import { epochSeconds } from '../epoch-seconds.ts'
import type { ClientLogger } from '../sign-in/client-log.ts'
import type { SessionStore } from './session-store.ts'

/** Milliseconds between two removals of expired sessions. */
const PAUSE_MILLISECONDS = 5 * 60_000
/** The maximum number of sessions that one statement removes, and of statements in a row. */
const BATCH = 500
const MAX_BATCHES = 20

/**
 * Removes expired sessions every five minutes, a bounded number at a time, without keeping the process alive.
 * Returns a function that stops it.
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
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    if ((await store.removeExpired(epochSeconds(), BATCH)) < BATCH) return
  }
}
