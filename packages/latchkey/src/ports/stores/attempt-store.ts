import type { AttemptLimit, AttemptVerdict } from '../../protocol/decide-attempt.ts'

export interface AttemptStore {
  /** Counts one attempt and says whether it is within its limit, by `decideAttempt`. */
  take(limit: AttemptLimit, now: number): Promise<AttemptVerdict>
  /** Takes back one attempt in a window that is still open: it was honest. Never goes below zero. */
  giveBack(key: string, now: number): Promise<void>
  /** Forgets the window of a key: the person proved who they are. */
  forget(key: string): Promise<void>
}
