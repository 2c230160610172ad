/**
 * A request that waits for sign-in or consent. It is kept encrypted in URLs and hidden fields, and stored
 * nowhere. It holds the raw parameters, which each step parses and checks again, so that a change to the
 * client in the meantime takes effect.
 */
export interface PendingAuthorization {
  /**
   * 128 random bits, base64url; remembered once the request is finished, so that it cannot be finished twice.
   */
  readonly id: string
  /** The browser that began it; no other browser can continue it. */
  readonly browserId: string
  /** The parameters as they came, form-encoded. */
  readonly parameters: string
  /** The client posted them, which keeps them out of URLs; so do we. */
  readonly isPosted?: true
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds. */
  readonly expiresAt: number
  /** The session that was started for this request: it satisfies `prompt=login` and any `max_age`. */
  readonly signedInSessionId?: string
  /** The session that the person chose for this request: it satisfies `prompt=select_account`. */
  readonly chosenSessionId?: string
}

/** Where to begin the request again, for a page that refuses to continue it. */
export function toRestart({ parameters, isPosted }: PendingAuthorization): {
  readonly restartParameters: string
  readonly restartIsPosted?: true
} {
  return { restartParameters: parameters, ...(isPosted && { restartIsPosted: true }) }
}
