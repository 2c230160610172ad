import { parseStrictJson } from '../parse-strict-json.ts'

const LONGEST_ASSERTION = 16 * 1024

/**
 * The client that an assertion claims to be from. Nothing is verified yet: it only says whose keys to verify
 * it with (RFC 7521 §4.2: the request may leave out `client_id`).
 */
export function parseAssertionSubject(assertion: string): string | undefined {
  if (assertion.length > LONGEST_ASSERTION) return undefined
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(assertion)?.[1]
  if (payload === undefined) return undefined
  try {
    const claims: unknown = parseStrictJson(Buffer.from(payload, 'base64url').toString('utf8'))
    if (typeof claims !== 'object' || claims === null || !('sub' in claims)) return undefined
    return typeof claims.sub === 'string' ? claims.sub : undefined
  } catch {
    return undefined
  }
}
