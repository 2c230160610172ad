/**
 * Where a request came from, for rate limits and events. One object stands for one request: the id is for
 * reading only, as a proxy may take it from its own caller, and two requests at once may have the same.
 */
export interface Caller {
  readonly address: string
  readonly requestId: string
}
