import { isWithin } from './is-within.ts'

/** A browser that is signed in as one account. */
export interface Session {
  /** 128 random bits, base64url. The cookie carries it with a MAC. */
  readonly id: string
  readonly accountId: string
  /** Epoch seconds when the person last authenticated; the `auth_time` of tokens. */
  readonly authTime: number
  /** How they authenticated (RFC 8176), for instance `['pwd']`. */
  readonly amr: readonly string[]
  readonly acr?: string
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds; updated at most every few minutes. */
  readonly lastSeenAt: number
  /** Epoch seconds after which the session is over, however active it is. */
  readonly expiresAt: number
}

/** A session ends at its expiry, and when it was not used for too long. */
export function isSessionAlive(session: Session, now: number, idleSeconds: number): boolean {
  const { createdAt, lastSeenAt, expiresAt } = session
  const isIdle = !isWithin({ from: lastSeenAt, until: lastSeenAt + idleSeconds }, now)
  return !isIdle && isWithin({ from: createdAt, until: expiresAt }, now)
}
