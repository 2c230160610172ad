/** Where a request came from, for rate limits and events. */
export interface Caller {
  readonly address: string
  readonly requestId: string
}
