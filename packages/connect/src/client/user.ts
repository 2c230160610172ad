/** Who signed in: the claims of the ID token and of userinfo (OpenID Connect Core §5.1). */
export interface UserClaims {
  /**
   * The person's identifier at the issuer, and the only claim that is theirs for ever (OpenID Connect
   * Core §5.7).
   */
  readonly sub: string
  /** The issuer within which `sub` is unique. */
  readonly iss: string
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly preferred_username?: string
  readonly picture?: string
  readonly locale?: string
  readonly email?: string
  /** Only a verified address identifies a person. */
  readonly email_verified?: boolean
  readonly [claim: string]: unknown
}

/** Claims about the ID token, not about the person. */
const ABOUT_THE_TOKEN = [
  'aud',
  'azp',
  'exp',
  'iat',
  'nbf',
  'jti',
  'nonce',
  'at_hash',
  'c_hash',
  's_hash',
  'sid',
]

/**
 * Adds the claims of userinfo to those of the ID token, but never replaces `iss` and `sub` (OpenID Connect
 * Core §5.3.2).
 */
export function toUserClaims(
  idTokenClaims: Readonly<Record<string, unknown>>,
  userinfo: Readonly<Record<string, unknown>>,
): UserClaims {
  const { iss, sub } = idTokenClaims
  const all = Object.entries({ ...idTokenClaims, ...userinfo, iss, sub })
  return Object.fromEntries(all.filter(([name]) => !ABOUT_THE_TOKEN.includes(name))) as unknown as UserClaims
}
