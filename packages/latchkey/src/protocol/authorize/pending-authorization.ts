/**
 * A request that waits for sign-in or consent. It travels sealed, in URLs and hidden fields; nothing is
 * stored. The request itself stays in its raw form: each step reads and checks it anew, so that a client that
 * was changed or disabled meanwhile counts.
 */
export interface PendingAuthorization {
  /** 128 random bits, base64url; remembered when the request is finished, so that it is finished once. */
  readonly id: string
  /** The browser that began it: no other can go on with it. */
  readonly browserId: string
  /** The parameters as they came, form-encoded. */
  readonly parameters: string
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds. */
  readonly expiresAt: number
  /** The session that was started for this request: it satisfies `prompt=login` and any `max_age`. */
  readonly signedInSessionId?: string
  /** The session that the person chose for this request: it satisfies `prompt=select_account`. */
  readonly chosenSessionId?: string
}
