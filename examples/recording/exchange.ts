/**
 * One request and its answer as they went over the wire, without anything that is secret or differs from run
 * to run.
 */
export interface Exchange {
  readonly from: string
  readonly to: string
  /** Counts up with every request that is sent. */
  readonly sent: number
  readonly method: string
  readonly path: string
  /** Of the `Authorization` header. */
  readonly scheme: string | undefined
  /** Of the query, then of the body. A value is there only if it is worth seeing and no secret. */
  readonly parameters: readonly Parameter[]
  readonly answer: Answer
  /** The requests that were sent in order to answer this one, in the order in which they were sent. */
  readonly inner: readonly Exchange[]
}

export interface Parameter {
  readonly name: string
  readonly value: string | undefined
}

export interface Answer {
  readonly status: number
  readonly location: string | undefined
  /** `WWW-Authenticate`. */
  readonly challenge: string | undefined
  /** `page`, `JSON`, or nothing. */
  readonly content: string | undefined
  /** The names in a JSON object. */
  readonly names: readonly string[]
  /** The OAuth error code, of a JSON object. */
  readonly error: string | undefined
}
