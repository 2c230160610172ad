/**
 * A request that waits for sign-in or consent. It is kept encrypted in URLs and hidden fields, and stored
 * nowhere. It holds the raw parameters, which each step parses and checks again, so that a change to the
 * client in the meantime takes effect.
 */
export interface PendingAuthorization {
  /**
   * 128 random bits, base64url; remembered once the request has ended, so that it cannot end in two ways. The
   * ids of its grants are derived from it.
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
  /**
   * Who has signed in for this request: that satisfies `prompt=login` and any `max_age`. Not their session,
   * which another sign-in of theirs replaces.
   */
  readonly signedInAccountId?: string
  /** Whom the person chose for this request: that satisfies `prompt=select_account`. */
  readonly chosenAccountId?: string
  /** Whom the consent page named, in the form of that page: a yes counts for nobody else. */
  readonly namedAccountId?: string
}

/** Where to begin the request again, for a page that refuses to continue it. */
export function toRestart({ parameters, isPosted }: PendingAuthorization): {
  readonly restartParameters: string
  readonly restartIsPosted?: true
} {
  return { restartParameters: parameters, ...(isPosted && { restartIsPosted: true }) }
}
