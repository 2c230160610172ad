import { parseStrictJson } from '../parse-strict-json.ts'

/** Why an access token is not accepted, as far as it says so itself: for the log. */
export type AccessTokenFault = 'no_access_token' | 'issued_elsewhere' | 'expired'

/** Longer ones are not parsed. */
const LONGEST = 16 * 1024

/** The claims of a JWT that nobody has verified; `undefined` for anything else. */
export function readUnverifiedClaims(jwt: string): unknown {
  const payload = jwt.length <= LONGEST ? /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(jwt)?.[1] : undefined
  if (payload === undefined) return undefined
  try {
    return parseStrictJson(Buffer.from(payload, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** What is wrong with these claims, whoever made them; `undefined` if nothing is. */
export function findFaultOfClaims(
  claims: unknown,
  { issuer, now }: { readonly issuer: string; readonly now: number },
): AccessTokenFault | undefined {
  if (typeof claims !== 'object' || claims === null) return 'no_access_token'
  const { iss, exp }: { readonly iss?: unknown; readonly exp?: unknown } = claims
  if (iss !== issuer) return 'issued_elsewhere'
  return typeof exp === 'number' && exp <= now ? 'expired' : undefined
}
