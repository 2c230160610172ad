/**
 * Fetches a JSON document that a stranger named. Throws an `Error` unless the address is public, or named by
 * the operator, and the answer is 200, JSON, small and quick. Follows no redirect.
 */
export type FetchJson = (url: string) => Promise<unknown>
