import { randomBytes } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { keepLatest } from 'latchkey-connect/internal'
import { toAccessTokenClaims } from '../protocol/access-token/to-access-token-claims.ts'
import { toTokenId } from '../protocol/access-token/token-id.ts'

const ALGORITHM = 'ES256'
/** Seconds; as long as the server's own tokens live by default. */
const LIFETIME_SECONDS = 600
/** Tokens that introspection still knows; a longer test run forgets the oldest. */
const MOST_TOKENS = 10_000

/** What a minted token says. What is left out is as in a good token for the issuer's API. */
export interface MintOptions {
  /**
   * The `sub`. Default: the first of the issuer's `users`. `null`: a client's own token (client credentials),
   * `sub` is the client.
   */
  readonly accountId?: string | null | undefined
  /** Default: the first of the issuer's `clients` that is no API. */
  readonly clientId?: string | undefined
  /** Default: none. */
  readonly scopes?: readonly string[] | undefined
  /** Default: the URI of the resource that the first scope belongs to, else that of the first resource. */
  readonly audience?: string | readonly string[] | undefined
  /** Seconds from now; negative for a token that has expired. Default: 600. */
  readonly expiresInSeconds?: number | undefined
  /** When the person signed in, epoch seconds. Default: now. */
  readonly authTime?: number | undefined
  /** How the person signed in (RFC 9470 §4). Default: not said. */
  readonly acr?: string | undefined
  /** Claims by their names on the wire. They win over all others; `undefined` takes one away. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** Default: what `resources` says of the API, else `jwt`. */
  readonly format?: 'jwt' | 'opaque' | undefined
  /** The `typ` of a JWT's header. Default: `at+jwt` (RFC 9068 §2.1). */
  readonly type?: string | undefined
  /** `stranger`: by a key that is not the issuer's, under the issuer's key id. Default: `issuer`. */
  readonly signedBy?: 'issuer' | 'stranger' | undefined
}

type Claims = Readonly<Record<string, unknown>>

/** What is not said by whoever mints. */
export interface MintDefaults {
  readonly issuer: string
  readonly accountId: string
  readonly clientId: string
  readonly audienceOf: (scopes: readonly string[]) => string
  readonly formatOf: (audience: string | undefined) => 'jwt' | 'opaque'
}

/** Makes tokens that a test asks for, and knows those that a server with the same key would call active. */
export interface TokenMint {
  /** To be published beside the server's own keys. */
  readonly publicJwk: JWK
  mint(options: MintOptions): Promise<string>
  /** The claims of a good token that was minted here and not revoked, whether or not it has expired. */
  find(token: string): Claims | undefined
  /** @throws Error when the token was not minted here */
  revoke(token: string): void
}

export async function createTokenMint(defaults: MintDefaults): Promise<TokenMint> {
  const [own, strange] = await Promise.all([generateKeyPair(ALGORITHM), generateKeyPair(ALGORITHM)])
  const bare = await exportJWK(own.publicKey)
  const kid = await calculateJwkThumbprint(bare)
  /** Undefined once it was revoked. */
  const minted = new Map<string, Claims | undefined>()

  return {
    publicJwk: { ...bare, kid, alg: ALGORITHM, use: 'sig' },
    async mint(options) {
      const { type = 'at+jwt', signedBy = 'issuer' } = options
      const claims = toClaims(options, defaults)
      const format = options.format ?? defaults.formatOf([claims.aud].flat()[0] as string | undefined)
      const token =
        format === 'opaque'
          ? randomBytes(32).toString('base64url')
          : await new SignJWT({ ...claims })
              .setProtectedHeader({ alg: ALGORITHM, typ: type, kid })
              .sign(signedBy === 'stranger' ? strange.privateKey : own.privateKey)
      const isGood = signedBy === 'issuer' && (format === 'opaque' || type === 'at+jwt')
      keepLatest(minted, [token, isGood ? claims : undefined], MOST_TOKENS)
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
