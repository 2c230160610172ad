/** Who signed in: the claims of the ID token and of userinfo (OpenID Connect Core §5.1). */
export interface UserClaims {
  /** The person's identifier at the issuer; the only one that stays theirs (OpenID Connect Core §5.7). */
  readonly sub: string
  /** The issuer by which `sub` is to be read. */
  readonly iss: string
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly preferred_username?: string
  readonly picture?: string
  readonly locale?: string
  readonly email?: string
  /** Only a verified address tells who somebody is. */
  readonly email_verified?: boolean
  readonly [claim: string]: unknown
}

/** They are about the ID token, and not about the person. */
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

/** What userinfo says adds to the ID token, and never replaces who it is (OpenID Connect Core §5.3.2). */
export function toUserClaims(
  idTokenClaims: Readonly<Record<string, unknown>>,
  userinfo: Readonly<Record<string, unknown>>,
): UserClaims {
  const { iss, sub } = idTokenClaims
  const all = Object.entries({ ...idTokenClaims, ...userinfo, iss, sub })
  return Object.fromEntries(all.filter(([name]) => !ABOUT_THE_TOKEN.includes(name))) as unknown as UserClaims
}
