const LONGEST_ASSERTION = 16 * 1024

/**
 * Whom a client assertion claims to be from, read without checking anything: it only tells whose keys to
 * check it with (RFC 7521 §4.2: `client_id` may be left out of the request).
 */
export function parseAssertionSubject(assertion: string): string | undefined {
  if (assertion.length > LONGEST_ASSERTION) return undefined
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(assertion)?.[1]
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (typeof claims !== 'object' || claims === null || !('sub' in claims)) return undefined
    return typeof claims.sub === 'string' ? claims.sub : undefined
  } catch {
    return undefined
  }
}
