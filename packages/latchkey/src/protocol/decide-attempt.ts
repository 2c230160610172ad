import { isWithin } from './is-within.ts'

export interface AttemptLimit {
  readonly key: string
  /** How many attempts are allowed in one window. */
  readonly limit: number
  /** Seconds from the first attempt of a window to its end. */
  readonly windowSeconds: number
}

/** A window in which attempts are counted. */
export interface AttemptWindow {
  readonly key: string
  readonly count: number
  /** Epoch seconds. */
  readonly resetsAt: number
}

export interface AttemptVerdict {
  readonly outcome: 'allowed' | 'exhausted'
  /** How many are left in this window, after this one. */
  readonly remaining: number
  /** Epoch seconds at which the window ends. */
  readonly resetsAt: number
}

/**
 * Whether one more attempt is within its limit, and the window as it is afterwards if it changes. The first
 * attempt starts a window. One over the limit is not counted, so that hammering does not prolong it. A window
 * that begins far ahead was counted by a clock that was wrong, and must not lock anybody until then.
 */
export function decideAttempt(
  found: AttemptWindow | undefined,
  { key, limit, windowSeconds }: AttemptLimit,
  now: number,
): { readonly verdict: AttemptVerdict; readonly window?: AttemptWindow } {
  const isOpen =
    found !== undefined && isWithin({ from: found.resetsAt - windowSeconds, until: found.resetsAt }, now)
  const window = isOpen ? found : { key, count: 0, resetsAt: now + windowSeconds }
  const { resetsAt } = window
  if (window.count >= limit) return { verdict: { outcome: 'exhausted', remaining: 0, resetsAt } }
  const count = window.count + 1
  return {
    verdict: { outcome: 'allowed', remaining: limit - count, resetsAt },
    window: { key, count, resetsAt },
  }
}
