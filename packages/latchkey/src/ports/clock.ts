/** The time. Tests pass their own. */
export interface Clock {
  /** Epoch seconds, a whole number. */
  now(): number
}
