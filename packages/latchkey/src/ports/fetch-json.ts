/**
 * Fetches a JSON document that a stranger named. Throws an `Error` unless the address is a public one and the
 * answer is 200, JSON, small and quick. Follows no redirect.
 */
export type FetchJson = (url: string) => Promise<unknown>
