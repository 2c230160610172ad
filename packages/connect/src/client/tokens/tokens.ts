import { IssuerError } from '../../issuer/issuer-error.ts'
import { epochSeconds, secondsFromNow } from '../epoch-seconds.ts'
import type { OpenSession } from '../sessions/session-keeper.ts'
import { hasExpired, isExpiring, type SessionTokens } from '../sessions/session-record.ts'
import type { UserClaims } from '../user.ts'
import type { SessionRefresher } from './refresh-session.ts'
import type { TokenSource } from './token-source.ts'
import { fetchWithToken } from './with-token.ts'

/**
 * Seconds in which a token that came from a refresh is not replaced when an API refuses it: the next one
 * would be refused too.
 */
const COOLDOWN_SECONDS = 10

/** The tokens of a signed-in person. Their values are always current, also after a refresh. */
export interface Tokens extends TokenSource {
  /**
   * Calls an API with the access token, which is refreshed before it expires, and once more when the API
   * refuses it with 401.
   * @throws SignInRequired, IssuerError, and what `fetch` throws when the API is unreachable
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>
  /**
   * The person's current claims, from the issuer's userinfo endpoint (OpenID Connect Core §5.3); `user` holds
   * those of the sign-in.
   * @throws SignInRequired, SignInError; IssuerError, also when the endpoint accepts no token of this sign-in
   */
  userinfo(): Promise<UserClaims>
  /** The ID token as it was issued, for example for an `id_token_hint`. */
  readonly idToken: string
  /** The scopes that were granted, which may be fewer than were asked for. */
  readonly scopes: readonly string[]
  /** When the access token expires, in epoch seconds; `undefined` when the issuer did not say. */
  readonly expiresAt: number | undefined
}

export interface TokensParts {
  readonly refresher: SessionRefresher
  readonly askUserinfo: (source: TokenSource, user: UserClaims) => Promise<UserClaims>
}

/** The tokens of a session as one request sees them. */
export function createTokens(found: OpenSession, { refresher, askUserinfo }: TokensParts): Tokens {
  let session = found
  const current = () => session.record.tokens

  async function freshen(isStale: (tokens: SessionTokens) => boolean): Promise<string> {
    session = await refresher.freshen(session.secret, isStale)
    return current().accessToken
  }

  async function accessToken(): Promise<string> {
    const now = epochSeconds()
    const tokens = current()
    if (!isExpiring(tokens, now)) return tokens.accessToken
    const isUsable = !hasExpired(tokens, now)
    if (isUsable && tokens.refreshToken === undefined) return tokens.accessToken
    try {
      return await freshen((newer) => isExpiring(newer, epochSeconds()))
    } catch (cause) {
      // An unreachable issuer ends nothing: a token that is valid for some more seconds can still be used.
      if (isUsable && cause instanceof IssuerError) return tokens.accessToken
      throw cause
    }
  }

  async function replaceRejected(rejected: string): Promise<string | undefined> {
    if (current().accessToken !== rejected) return accessToken()
    const { refreshToken, refreshedAt } = current()
    if (refreshToken === undefined) return undefined
    if (refreshedAt !== undefined && secondsFromNow(refreshedAt) < COOLDOWN_SECONDS) return rejected
    return freshen(({ accessToken: known }) => known === rejected)
  }

  const source = { accessToken, replaceRejected }
  return {
    ...source,
    fetch: (url, init) => fetchWithToken(source, url, init),
    userinfo: () => askUserinfo(source, session.record.user),
    get idToken() {
      return session.record.idToken
    },
    get scopes() {
      return current().scopes
    },
    get expiresAt() {
      return current().expiresAt
    },
  }
}
