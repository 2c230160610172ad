import { parseStrictJson } from '../parse-strict-json.ts'

/** Why an access token is not accepted: for the log, the answer says none of this. */
export type AccessTokenFault =
  | 'no_access_token'
  | 'issued_elsewhere'
  | 'expired'
  | 'wrong_key_or_type'
  | 'revoked_or_ended'

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

/**
 * What is wrong with a token that was refused, by its claims, whoever made them: what a forged token says of
 * itself is repeated. If its claims have no fault, its key or its type has.
 */
export function explainRefusedClaims(
  claims: unknown,
  { issuer, now }: { readonly issuer: string; readonly now: number },
): AccessTokenFault {
  if (typeof claims !== 'object' || claims === null) return 'no_access_token'
  const { iss, exp }: { readonly iss?: unknown; readonly exp?: unknown } = claims
  if (iss !== issuer) return 'issued_elsewhere'
  return typeof exp === 'number' && exp <= now ? 'expired' : 'wrong_key_or_type'
}
