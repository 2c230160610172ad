/** A request in the few words that an endpoint for programs needs, from whichever kind of host. */
export interface PlainRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The peer's address; `X-Forwarded-For` is looked at only when the peer is a trusted proxy. */
  readonly remoteAddress?: string | undefined
  /** By lower-case name. What came more than once is joined by a comma and a space (RFC 9110 §5.3). */
  header(name: string): string | undefined
  /** The whole body, or nothing when it has more bytes than that. @throws when it does not arrive whole. */
  readBody(limitBytes: number): Promise<Uint8Array | undefined>
}

/** A response whose body is one text. */
export interface PlainResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Empty for a response without a body. */
  readonly body: string
}
