import {
  getValidatedIdTokenClaims,
  processRefreshTokenResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
} from 'oauth4webapi'
import { epochSeconds } from '../epoch-seconds.ts'
import { type SessionRecord, toSessionTokens } from '../sessions/session-record.ts'
import type { IssuerClient } from '../sign-in/issuer-client.ts'
import type { SignInSettings } from '../sign-in/sign-in-options.ts'
import { SignInError } from '../sign-in-error.ts'
import { toUserClaims } from '../user.ts'
import { explainTokenRefusal } from './explain-token-refusal.ts'
import { requireBearer } from './require-bearer.ts'
import { requireIdTokenForUs } from './require-id-token-for-us.ts'
import { retryWhileUnavailable } from './retry-while-unavailable.ts'

/** What a refresh changes in a session. */
export type Refreshed = Pick<SessionRecord, 'user' | 'idToken' | 'tokens'>

/**
 * Redeems the refresh token of a session. When the response is lost, the same request is sent again: for some
 * seconds, an issuer that has redeemed the token returns the same successor, and one that never saw the
 * request has lost nothing.
 * @throws IssuerError, SignInError; `invalid_grant` is returned instead
 */
export async function requestRefresh(
  issuerClient: IssuerClient,
  settings: SignInSettings,
  session: SessionRecord,
): Promise<Refreshed | 'invalid_grant'> {
  return retryWhileUnavailable(() =>
    requestOnce(issuerClient, settings, session).catch((cause: unknown) => {
      if (cause instanceof ResponseBodyError && cause.error === 'invalid_grant') return 'invalid_grant'
      throw explainTokenRefusal(cause, settings)
    }),
  )
}

async function requestOnce(
  { metadata, client, authentication, issuer }: IssuerClient,
  settings: SignInSettings,
  session: SessionRecord,
): Promise<Refreshed> {
  const { tokens } = session
  const as = await metadata()
  const { resource } = settings
  const response = await refreshTokenGrantRequest(
    as,
    client,
    await authentication(),
    tokens.refreshToken ?? '',
    {
      ...issuer.requestOptions(),
      ...(tokens.mustNameResource && resource !== undefined && { additionalParameters: { resource } }),
    },
  )
  const answer = await processRefreshTokenResponse(as, client, response)
  // The signature of an ID token that came directly from the issuer need not be checked (OpenID Connect
  // Core §3.1.3.7 (6)), and a key that cannot be fetched right now must not lose the redeemed tokens.
  requireBearer(answer)
  return toRefreshed(session, answer, settings)
}

function toRefreshed(
  session: SessionRecord,
  answer: TokenEndpointResponse,
  { clientId }: SignInSettings,
): Refreshed {
  const { mustNameResource } = session.tokens
  const refreshedAt = epochSeconds()
  const tokens = { ...toSessionTokens(answer, session.tokens, refreshedAt), refreshedAt, mustNameResource }
  const claims = getValidatedIdTokenClaims(answer)
  if (claims === undefined) return { user: session.user, idToken: session.idToken, tokens }
  // oauth4webapi has checked issuer and audience; the subject must be the same too (OpenID Connect
  // Core §12.2).
  if (claims.sub !== session.user.sub) {
    throw new SignInError('WRONG_ANSWER', 'A refresh answered with the ID token of somebody else')
  }
  const { id_token: idToken = '' } = answer
  requireIdTokenForUs({ claims, idToken }, clientId)
  return { user: toUserClaims({ ...session.user, ...claims }, {}), idToken, tokens }
}
