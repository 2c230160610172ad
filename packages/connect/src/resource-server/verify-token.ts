import { createIssuer, type IssuerOptions } from '../issuer/issuer.ts'
import { IssuerError } from '../issuer/issuer-error.ts'
import { createIntrospection, type Introspection } from './introspect-token.ts'
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts'
import type { ParsedOptions } from './protect-options.ts'
import { readJwt, type UnverifiedJwt } from './read-jwt.ts'
import { Refusal } from './refusal.ts'
import { requireAudience, requireClaims, show } from './require-claims.ts'
import { type Claims, type TokenAuth, toTokenAuth } from './token-auth.ts'
import { requireAccessTokenByType, requireHeader, requireSignature } from './verify-jwt.ts'

/** Verifies an access token. @throws Refusal, IssuerError */
export type VerifyToken = (token: string) => Promise<TokenAuth>

/** Everything that one issuer's tokens are verified with. */
interface Source {
  readonly url: string
  readonly keys: IssuerKeys
  readonly introspection: Introspection | undefined
}

interface Asked extends Source {
  readonly introspection: Introspection
  /** The claims of the token itself; for an opaque token, only the issuer that is asked. */
  readonly claims: Claims
}

/**
 * Verifies access tokens: JWTs by the issuer's keys (RFC 9068 §4), others by asking the issuer (RFC 7662).
 */
export function createTokenVerifier(
  options: ParsedOptions,
  { allowInsecureIssuer, fetch }: Pick<IssuerOptions, 'allowInsecureIssuer' | 'fetch'>,
): VerifyToken {
  const sources = options.issuers.map((url): Source => {
    const issuer = createIssuer({ issuer: url, allowInsecureIssuer, fetch })
    const asked = options.introspections.find((introspection) => introspection.issuer === url)
    return { url, keys: createIssuerKeys(issuer), introspection: asked && createIntrospection(asked, issuer) }
  })

  const expectationOf = ({ url }: Source) => ({
    issuer: url,
    clockToleranceSeconds: options.clockToleranceSeconds,
    now: Date.now() / 1000,
  })

  async function verifyJwt(token: string, jwt: UnverifiedJwt): Promise<TokenAuth> {
    requireHeader(jwt, options)
    const source = sources.find(({ url }) => url === jwt.claims.iss)
    if (source === undefined) throw wrongIssuer(jwt.claims.iss, options.issuers)
    await requireSignature(token, jwt, source.keys)
    if (jwt.claims.exp === undefined) throw new Refusal('malformed_claims', 'The token has no exp')
    requireClaims(jwt.claims, expectationOf(source))
    requireAccessTokenByType(jwt)
    requireAudience(jwt.claims, options.audience)
    const { introspection } = source
    if (!introspection?.always) return toTokenAuth(jwt.claims, token)
    return introspect(token, { ...source, introspection, claims: jwt.claims })
  }

  /** The issuer's answer overrides the token's own claims, and need not repeat them. */
  async function introspect(token: string, source: Asked): Promise<TokenAuth> {
    const claims = { ...source.claims, ...(await source.introspection.introspect(token)) }
    requireClaims(claims, expectationOf(source))
    if (claims.aud !== undefined || !source.introspection.allowMissingAudience) {
      requireAudience(claims, options.audience)
    }
    return toTokenAuth(claims, token)
  }

  /** Asks all issuers until one knows the token. An unreachable one does not block tokens of the others. */
  async function verifyOpaque(token: string): Promise<TokenAuth> {
    let failure: Refusal | IssuerError | undefined
    for (const { introspection, ...source } of sources) {
      if (introspection === undefined) continue
      try {
        return await introspect(token, { ...source, introspection, claims: { iss: source.url } })
      } catch (cause) {
        if (!isUndecided(cause)) throw cause
        // An unreachable issuer may know the token, so this must not become a 401 and a new sign-in.
        if (!(failure instanceof IssuerError)) failure = cause
      }
    }
    throw failure ?? opaqueToken()
  }

  return async (token) => {
    const jwt = readJwt(token)
    return jwt === undefined ? verifyOpaque(token) : verifyJwt(token, jwt)
  }
}

function isUndecided(cause: unknown): cause is Refusal | IssuerError {
  return cause instanceof IssuerError || (cause instanceof Refusal && cause.reason === 'inactive')
}

function wrongIssuer(issuer: unknown, accepted: readonly string[]): Refusal {
  return new Refusal(
    'wrong_issuer',
    `The token says that ${show(issuer)} issued it; the option issuer is ${accepted.join(', ')} (they must be equal to the letter)`,
  )
}

function opaqueToken(): Refusal {
  return new Refusal(
    'opaque_token',
    'The token is no JWT. If the issuer issues opaque tokens for this API, set the option introspection; else, does the client ask for this audience (parameter resource)?',
  )
}
