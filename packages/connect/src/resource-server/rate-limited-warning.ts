import { secondsSince } from '../memo/seconds-since.ts'
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

/** Prints why requests are refused: one of each reason in a minute, and how many there were. */
export function createRateLimitedWarning(): (refusal: Refusal, request: RefusedRequest) => void {
  const warned = new Map<RefusalReason, { readonly at: number; unsaid: number }>()
  return ({ reason, message, status }, { method, path }) => {
    if (ROUTINE.includes(reason) && method !== 'OPTIONS') return
    const last = warned.get(reason)
    if (last !== undefined && secondsSince(last.at) < PAUSE_SECONDS) {
      last.unsaid += 1
      return
    }
    warned.set(reason, { at: Date.now(), unsaid: 0 })
    const shown = JSON.stringify(path.slice(0, SHOWN_CHARACTERS))
    const others = last === undefined || last.unsaid === 0 ? '' : ` So were ${last.unsaid} others before it.`
    console.warn(`latchkey: ${method} ${shown} was answered ${status} (${reason}). ${message}${others}`)
  }
}
