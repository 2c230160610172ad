import { Refusal } from './refusal.ts'
import type { Claims } from './token-auth.ts'

/** What the claims of a token are compared with. */
export interface Expectation {
  readonly issuer: string
  readonly clockToleranceSeconds: number
  /** Epoch seconds. */
  readonly now: number
}

/**
 * Seconds by which the issuer's clock may be ahead. An `auth_time` later than that, such as one in
 * milliseconds, would count as recent for ever.
 */
export const MAX_AHEAD_SECONDS = 300

/** Other kinds of token, which Keycloak signs with the same keys and tells by a claim `typ`. */
const OTHER_KINDS: readonly unknown[] = ['ID', 'Refresh', 'Offline', 'Logout', 'Initial', 'Registration']
/** Claims that only ID tokens have (OpenID Connect Core §3.3.2.11). */
const FOREIGN_CLAIMS = ['at_hash', 'c_hash', 's_hash'] as const
/**
 * Values of `token_use` (Cognito, Hydra) or `token_type` that mark other kinds of token, in a JWT or in an
 * introspection response.
 */
const OTHER_USES: readonly unknown[] = ['id', 'id_token', 'refresh', 'refresh_token']

/**
 * Requires the claims of an access token of this issuer that is valid now (RFC 9068 §4). An introspection
 * response may leave out `iss` and `exp` (RFC 7662 §2.2); a JWT without them is refused before.
 * @throws Refusal
 */
export function requireClaims(claims: Claims, expected: Expectation): void {
  requireAccessToken(claims)
  if (claims.iss !== undefined) requireIssuer(claims, expected)
  requireTime(claims, expected)
}

function requireAccessToken(claims: Claims): void {
  const uses = [claims.token_use, claims.token_type].map((use) => String(use).toLowerCase())
  const isOther = OTHER_KINDS.includes(claims.typ) || uses.some((use) => OTHER_USES.includes(use))
  if (isOther || FOREIGN_CLAIMS.some((name) => name in claims)) {
    throw new Refusal(
      'wrong_type',
      'This is an ID token or another token that is not for APIs: the client must send its access token',
    )
  }
  // An issuer may leave out the key and give only the type (RFC 7662 §2.2, RFC 9449 §5).
  if ('cnf' in claims || uses.includes('dpop')) {
    throw new Refusal(
      'sender_constrained',
      'The token is bound to a key (cnf), and this API does not check proofs. Let the issuer issue Bearer tokens for it',
    )
  }
  if (claims.sub !== undefined && (typeof claims.sub !== 'string' || claims.sub === '')) {
    throw new Refusal('malformed_claims', 'The claim sub is not a text')
  }
}

function requireIssuer({ iss }: Claims, { issuer }: Expectation): void {
  if (iss === issuer) return
  throw new Refusal('wrong_issuer', `The token says that ${show(iss)} issued it, not ${issuer}`)
}

function requireTime({ exp, nbf, iat }: Claims, { now, clockToleranceSeconds }: Expectation): void {
  if ((exp !== undefined && !isTime(exp)) || (nbf !== undefined && !isTime(nbf))) {
    throw new Refusal('malformed_claims', 'The claims exp and nbf must be numbers')
  }
  if (exp !== undefined && exp <= now - clockToleranceSeconds) {
    throw new Refusal('expired', `The token expired ${Math.ceil(now - exp)} seconds ago`)
  }
  if (nbf !== undefined && nbf > now + clockToleranceSeconds) {
    throw new Refusal(
      'not_yet_valid',
      `The token is valid only in ${Math.ceil(nbf - now)} seconds. ${CLOCKS}`,
    )
  }
  // Whoever is minutes behind would accept each token minutes after its end.
  if (isTime(iat) && iat > now + Math.max(clockToleranceSeconds, MAX_AHEAD_SECONDS)) {
    const message = `The token will be issued in ${Math.ceil(iat - now)} seconds (iat). ${CLOCKS}`
    throw new Refusal('not_yet_valid', message)
  }
}

const CLOCKS = 'Are the clocks of the issuer and of this machine right?'

/** Requires that the token is for this API (RFC 9068 §4). @throws Refusal */
export function requireAudience({ aud }: Claims, audience: string): void {
  const list: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (list.includes(audience)) return
  throw new Refusal(
    'wrong_audience',
    `The token is for ${aud === undefined ? 'no named API' : list.map(show).join(' and ')}, not for ${audience}. The client must ask the issuer for that audience, or the option audience must be what the issuer writes`,
  )
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** The maximum number of characters of a claim that go into a message. */
const SHOWN_CHARACTERS = 100

/**
 * Writes a value as JSON in ASCII, so that it cannot pretend to be another line of a log, or colour it
 * (U+009B starts an escape sequence).
 */
export function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing')
    .slice(0, SHOWN_CHARACTERS)
    .replaceAll(/[^\x20-\x7e]/g, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
