import type { Session } from '../../protocol/session.ts'

export interface SessionStore {
  start(session: Session): Promise<'started' | 'taken'>
  /** The session if it is alive, as `isSessionAlive` says. */
  find(id: string, now: number, idleSeconds: number): Promise<Session | undefined>
  /** Moves `lastSeenAt` forward, never back. */
  touch(id: string, now: number): Promise<void>
  end(id: string): Promise<'ended' | 'unknown'>
  /** Ends every session of an account, except the one `exceptId` names; returns how many. */
  endAll(accountId: string, exceptId?: string): Promise<number>
  /** An account's sessions that have not reached their absolute end, newest first. */
  listByAccount(accountId: string, now: number): Promise<readonly Session[]>
}
