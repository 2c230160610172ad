/** A browser that is signed in as one account. */
export interface Session {
  /** 128 random bits, base64url. What the cookie carries is this with a MAC. */
  readonly id: string
  readonly accountId: string
  /** Epoch seconds of the last time the person proved who they are; `auth_time` of the tokens. */
  readonly authTime: number
  /** How they proved it (RFC 8176), for instance `['pwd']`. */
  readonly amr: readonly string[]
  readonly acr?: string
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds; written again at most every few minutes. */
  readonly lastSeenAt: number
  /** Epoch seconds after which the session is over, whatever happens. */
  readonly expiresAt: number
}
