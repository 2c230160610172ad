import type { Account } from '../../protocol/accounts/account.ts'
import type { Consent } from '../../protocol/grant.ts'
import type { Session } from '../../protocol/session.ts'

/** A session, and what an authorization in it depends on. */
export interface SessionWithAccount {
  readonly session: Session
  /** Absent if this storage has no such account. */
  readonly account?: Account
  /** What the account allowed the client of the key. */
  readonly consent?: Consent
}

export interface SessionStore {
  start(session: Session): Promise<'started' | 'taken'>
  /** The session if it is alive, as `isSessionAlive` says. */
  find(id: string, now: number, idleSeconds: number): Promise<Session | undefined>
  /** The same session with its account and its consent, all as they were at one moment. */
  findWithAccount(
    key: { readonly id: string; readonly clientId?: string },
    now: number,
    idleSeconds: number,
  ): Promise<SessionWithAccount | undefined>
  /** Moves `lastSeenAt` forward, never back. */
  touch(id: string, now: number): Promise<void>
  end(id: string): Promise<'ended' | 'unknown'>
  /** Ends every session of an account, except the one `exceptId` names; returns how many. */
  endAll(accountId: string, exceptId?: string): Promise<number>
  /** An account's sessions that have not reached their absolute end, newest first. */
  listByAccount(accountId: string, now: number): Promise<readonly Session[]>
}
