/**
 * Now, in whole epoch seconds, the unit of expiry times in tokens and sessions (RFC 7519 §2, NumericDate).
 */
export function epochSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

/** Now, with fractions: for what is measured against lives of a few seconds. */
export function exactEpochSeconds(): number {
  return Date.now() / 1000
}

/**
 * Seconds between now and a time in epoch seconds. Never negative: after the clock was set back, what seems
 * to come from the future counts as just as long ago, instead of being good until then.
 */
export function secondsFromNow(at: number): number {
  return Math.abs(exactEpochSeconds() - at)
}
