import type { AttemptLimit, AttemptVerdict } from '../../protocol/decide-attempt.ts'

export interface AttemptStore {
  /** Counts one attempt, and says whether it is within its limit, as `decideAttempt` says. */
  take(limit: AttemptLimit, now: number): Promise<AttemptVerdict>
  /** Takes one attempt of a window that is still open back: it was an honest one. Never goes below none. */
  giveBack(key: string, now: number): Promise<void>
  /** Forgets the window of a key: the person proved themselves. */
  forget(key: string): Promise<void>
}
