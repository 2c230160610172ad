/**
 * Fetches JSON from an untrusted address. Throws an `Error` unless the address is public, or named by the
 * operator, and the response is 200, JSON, small and quick. Follows no redirects.
 */
export type FetchJson = (url: string) => Promise<unknown>
