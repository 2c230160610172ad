import { type CryptoKey, compactVerify, errors } from 'jose'
import type { IssuerKeys } from './issuer-keys.ts'
import type { UnverifiedJwt } from './read-jwt.ts'
import { Refusal } from './refusal.ts'
import { show } from './require-claims.ts'
import { clientIdOf } from './token-auth.ts'

/** Every asymmetric algorithm (RFC 8725 §3.1). Those with a shared secret, and `none`, are never accepted. */
export const ASYMMETRIC_ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
/** The maximum number of keys that are tried for a token without a `kid`. */
const TRIED_KEYS = 10

export interface JwtRules {
  readonly algorithms: readonly string[]
  /** Lower case, without `application/`. */
  readonly tokenTypes: readonly string[]
}

/** Checks the header alone, before any key is fetched. @throws Refusal */
export function requireHeader({ header }: UnverifiedJwt, { algorithms, tokenTypes }: JwtRules): void {
  if (!tokenTypes.includes(toTokenType(header.typ ?? 'JWT'))) {
    throw new Refusal(
      'wrong_type',
      `The token's header says typ ${show(header.typ)}, not ${tokenTypes.join(' or ')}: is it an ID token? If the issuer writes its access tokens so, add the type to the option tokenTypes`,
    )
  }
  if (!algorithms.includes(header.alg)) {
    throw new Refusal(
      'wrong_algorithm',
      `The token is signed with ${show(header.alg)}; accepted are ${algorithms.join(', ')}`,
    )
  }
  // We understand no extension, so a token that requires one must be refused (RFC 7515 §4.1.11).
  if ('crit' in header || 'b64' in header) {
    throw new Refusal('wrong_type', 'The token needs an extension (crit) that no access token has')
  }
}

/** Normalizes a `typ`: `application/` may be left out, and case does not matter (RFC 7515 §4.1.9). */
export function toTokenType(typ: unknown): string {
  return String(typ)
    .toLowerCase()
    .replace(/^application\//, '')
}

/**
 * Requires that a JWT whose `typ` does not say so is an access token nevertheless: those name the client that
 * they were issued to (RFC 9068 §2.2), while ID tokens have it as their audience (RFC 8725 §3.12).
 * @throws Refusal
 */
export function requireAccessTokenByType({ header, claims }: UnverifiedJwt): void {
  if (toTokenType(header.typ) === 'at+jwt' || clientIdOf(claims) !== undefined) return
  throw new Refusal(
    'wrong_type',
    `The token has the type ${show(header.typ)} and names no client (client_id, azp, cid or appid): it may be an ID token. The client must send its access token`,
  )
}

/**
 * Requires a valid signature by one of the issuer's keys.
 * @throws Refusal; IssuerError when the issuer's keys cannot be fetched
 */
export async function requireSignature(
  token: string,
  { header }: UnverifiedJwt,
  keys: IssuerKeys,
): Promise<void> {
  const find = await keys.findKeys(header.kid)
  try {
    // Exactly the algorithm that was checked must be used (RFC 8725 §3.1).
    await compactVerify(token, find, { algorithms: [header.alg] })
  } catch (cause) {
    if (cause instanceof errors.JWKSMultipleMatchingKeys && (await isSignedByOne(token, header.alg, cause)))
      return
    throw toRefusal(cause, header.kid)
  }
}

/** Tries several keys, because a token need not have a `kid` (RFC 7515 §4.1.4). */
async function isSignedByOne(token: string, alg: string, keys: AsyncIterable<CryptoKey>): Promise<boolean> {
  let tried = 0
  for await (const key of keys) {
    if (tried++ === TRIED_KEYS) return false
    if (await compactVerify(token, key, { algorithms: [alg] }).catch(() => undefined)) return true
  }
  return false
}

function toRefusal(cause: unknown, kid: unknown): Refusal {
  if (cause instanceof errors.JWKSNoMatchingKey) {
    return new Refusal('unknown_key', `The issuer has no key ${show(kid)} for the token's algorithm`)
  }
  return new Refusal('wrong_signature', 'The signature is not by the key that the token names')
}
