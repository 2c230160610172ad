/** The part of a request that an endpoint for clients needs, whatever the host's framework. */
export interface PlainRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /**
   * The peer's address, or `unix` for a UNIX socket; `X-Forwarded-For` counts only when the peer is a trusted
   * proxy.
   */
  readonly remoteAddress?: string | undefined
  /** By lower-case name. Repeated headers are joined by a comma and a space (RFC 9110 §5.3). */
  header(name: string): string | undefined
  /**
   * The whole body, or `undefined` when it is larger than the limit. @throws when it does not arrive
   * completely.
   */
  readBody(limitBytes: number): Promise<Uint8Array | undefined>
}

/** A response whose body is one string. */
export interface PlainResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Empty for a response without a body. */
  readonly body: string
}
