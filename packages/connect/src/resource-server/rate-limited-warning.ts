import { secondsSince } from '../memo/ask-once.ts'
import type { RefusedRequest } from './protect-options.ts'
import type { Refusal, RefusalReason } from './refusal.ts'

/** Seconds for which the same reason is not printed again, so that strangers cannot fill a log. */
const PAUSE_SECONDS = 60
/** The maximum number of characters of a path that are printed. */
const SHOWN_CHARACTERS = 200

/**
 * Not printed, because they are routine: a client without a token, or with an expired one, gets a new one and
 * tries again.
 */
const ROUTINE: readonly RefusalReason[] = ['missing_token', 'expired']

export function createRateLimitedWarning(): (refusal: Refusal, request: RefusedRequest) => void {
  const warnedAt = new Map<RefusalReason, number>()
  return ({ reason, message, status }, { method, path }) => {
    const last = warnedAt.get(reason)
    const isRoutine = ROUTINE.includes(reason) && method !== 'OPTIONS'
    if (isRoutine || (last !== undefined && secondsSince(last) < PAUSE_SECONDS)) return
    warnedAt.set(reason, Date.now())
    const shown = JSON.stringify(path.slice(0, SHOWN_CHARACTERS))
    console.warn(`latchkey: ${method} ${shown} was answered ${status} (${reason}). ${message}`)
  }
}
