import { randomBytes } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { keepLatest } from 'latchkey-connect/internal'
import { toAccessTokenClaims } from '../protocol/access-token/to-access-token-claims.ts'
import { toTokenId } from '../protocol/access-token/token-id.ts'

const ALGORITHM = 'ES256'
/** Seconds; the default lifetime of the server's own tokens. */
const LIFETIME_SECONDS = 600
/** The number of tokens that introspection remembers; a longer test run forgets the oldest. */
const MAX_TOKENS = 10_000

/** The content of a minted token. What is left out is as in a valid token for the issuer's API. */
export interface MintOptions {
  /**
   * The `sub`. Default: the first of the issuer's `users`. `null`: a client's own token (client credentials),
   * whose `sub` is the client.
   */
  readonly accountId?: string | null | undefined
  /** Default: the first of the issuer's `clients` that is not an API. */
  readonly clientId?: string | undefined
  /** Default: none. */
  readonly scopes?: readonly string[] | undefined
  /**
   * Default: the URI of the resource that the first scope belongs to, otherwise that of the first resource.
   */
  readonly audience?: string | readonly string[] | undefined
  /** Seconds from now; negative for a token that has expired. Default: 600. */
  readonly expiresInSeconds?: number | undefined
  /** When the person signed in, epoch seconds. Default: now. */
  readonly authTime?: number | undefined
  /** How the person signed in (RFC 9470 §4). Default: absent. */
  readonly acr?: string | undefined
  /** Claims by their names on the wire. They override all others; `undefined` removes one. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** Default: the format configured for the API in `resources`, otherwise `jwt`. */
  readonly format?: 'jwt' | 'opaque' | undefined
  /** The `typ` of a JWT's header. Default: the one configured for the API in `resources`, or `at+jwt`. */
  readonly type?: string | undefined
  /** `stranger`: signed by a key that is not the issuer's, with the issuer's key id. Default: `issuer`. */
  readonly signedBy?: 'issuer' | 'stranger' | undefined
}

type Claims = Readonly<Record<string, unknown>>

/** Values for what the caller leaves out. */
export interface MintDefaults {
  readonly issuer: string
  readonly accountId: string
  readonly clientId: string
  readonly audienceOf: (scopes: readonly string[]) => string
  readonly formatOf: (audience: string | undefined) => 'jwt' | 'opaque'
  readonly typOf: (audience: string | undefined) => string
}

/** Mints tokens for tests, and remembers those that a server with the same key would call active. */
export interface TokenMint {
  /** To be published with the server's own keys. */
  readonly publicJwk: JWK
  mint(options: MintOptions): Promise<string>
  /**
   * The claims of a valid token that was minted here and has not been revoked, whether or not it has expired.
   */
  find(token: string): Claims | undefined
  /** @throws Error when the token was not minted here */
  revoke(token: string): void
}

export async function createTokenMint(defaults: MintDefaults): Promise<TokenMint> {
  const [own, strange] = await Promise.all([generateKeyPair(ALGORITHM), generateKeyPair(ALGORITHM)])
  const bare = await exportJWK(own.publicKey)
  const kid = await calculateJwkThumbprint(bare)
  /** The value is undefined once the token has been revoked. */
  const minted = new Map<string, Claims | undefined>()

  return {
    publicJwk: { ...bare, kid, alg: ALGORITHM, use: 'sig' },
    async mint(options) {
      const claims = toClaims(options, defaults)
      const api = [claims.aud].flat()[0] as string | undefined
      const { format = defaults.formatOf(api), type = defaults.typOf(api), signedBy = 'issuer' } = options
      const token =
        format === 'opaque'
          ? randomBytes(32).toString('base64url')
          : await new SignJWT({ ...claims })
              .setProtectedHeader({ alg: ALGORITHM, typ: type, kid })
              .sign(signedBy === 'stranger' ? strange.privateKey : own.privateKey)
      const isGood =
        signedBy === 'issuer' && (format === 'opaque' || type === 'at+jwt' || type === defaults.typOf(api))
      keepLatest(minted, [token, isGood ? claims : undefined], MAX_TOKENS)
      return token
    },
    find: (token) => minted.get(token),
    revoke(token) {
      if (!minted.has(token)) {
        throw new Error(
          'revoke takes a token that mintToken made; for one that a client was given, use issuer.server.grants.revokeAll',
        )
      }
      minted.set(token, undefined)
    },
  }
}

function toClaims(options: MintOptions, defaults: MintDefaults): Claims {
  const { clientId = defaults.clientId, scopes = [] } = options
  const { accountId = defaults.accountId, audience = defaults.audienceOf(scopes) } = options
  const now = Math.floor(Date.now() / 1000)
  const expiresAt = now + (options.expiresInSeconds ?? LIFETIME_SECONDS)
  const { authTime = now, acr } = options
  const claims = toAccessTokenClaims({
    issuer: defaults.issuer,
    subject: accountId ?? clientId,
    clientId,
    audience: typeof audience === 'string' ? [audience] : audience,
    scopes,
    tokenId: toTokenId(randomBytes(16).toString('base64url')),
    issuedAt: Math.min(now, expiresAt - 1),
    expiresAt,
    ...(accountId !== null && { grant: { authTime, amr: ['pwd'], ...(acr !== undefined && { acr }) } }),
  })
  const said = Object.entries({ ...claims, ...options.claims }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(said)
}
