/**
 * Seconds between now and a time in epoch milliseconds. Never negative, so that after the clock was set back,
 * what seems to come from the future counts as old instead of being kept until then.
 */
export function secondsSince(milliseconds: number): number {
  return Math.abs(Date.now() - milliseconds) / 1000
}
