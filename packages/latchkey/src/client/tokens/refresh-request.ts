import { setTimeout } from 'node:timers/promises'
import {
  getValidatedIdTokenClaims,
  processRefreshTokenResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
} from 'oauth4webapi'
import { IssuerError } from '../../issuer/issuer-error.ts'
import { epochSeconds } from '../sessions/session-keeper.ts'
import { type SessionRecord, toSessionTokens } from '../sessions/session-record.ts'
import { explainTokenRefusal } from '../sign-in/explain-token-refusal.ts'
import type { IssuerClient } from '../sign-in/issuer-client.ts'
import { SignInError } from '../sign-in/sign-in-error.ts'
import type { SignInSettings } from '../sign-in/sign-in-options.ts'
import { toUserClaims } from '../sign-in/user.ts'

/** Milliseconds that are waited before each further try. */
const PAUSES_MILLISECONDS = [100, 300]

/** What a refresh changes in a session. */
export type Refreshed = Pick<SessionRecord, 'user' | 'idToken' | 'tokens'>

/**
 * Redeems the refresh token of a session. When the answer is lost the same request is sent again: an issuer that has redeemed the
 * token answers it for some seconds with the same successor, and one that never saw the request has lost nothing.
 * @throws IssuerError, SignInError; `invalid_grant` is answered instead
 */
export async function requestRefresh(
  issuerClient: IssuerClient,
  settings: SignInSettings,
  session: SessionRecord,
): Promise<Refreshed | 'invalid_grant'> {
  for (const pause of [...PAUSES_MILLISECONDS, undefined]) {
    try {
      return await requestOnce(issuerClient, settings, session)
    } catch (thrown) {
      if (thrown instanceof ResponseBodyError && thrown.error === 'invalid_grant') return 'invalid_grant'
      const explained = explainTokenRefusal(thrown, settings)
      const isLost = explained instanceof IssuerError && explained.code === 'ISSUER_UNAVAILABLE'
      if (!isLost || pause === undefined) throw explained
      await setTimeout(pause)
    }
  }
  throw new Error('unreachable')
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
  // An ID token that came straight from the issuer needs no look at its signature (OpenID Connect Core §3.1.3.7 (6)), and a key that
  // cannot be fetched just now must not lose what was redeemed.
  return toRefreshed(session, answer)
}

function toRefreshed(session: SessionRecord, answer: TokenEndpointResponse): Refreshed {
  const { mustNameResource } = session.tokens
  const refreshedAt = epochSeconds()
  const tokens = { ...toSessionTokens(answer, session.tokens, refreshedAt), refreshedAt, mustNameResource }
  const claims = getValidatedIdTokenClaims(answer)
  if (claims === undefined) return { user: session.user, idToken: session.idToken, tokens }
  // Issuer and audience were compared with our own (OpenID Connect Core §12.2).
  if (claims.sub !== session.user.sub) {
    throw new SignInError('WRONG_ANSWER', 'A refresh answered with the ID token of somebody else')
  }
  const user = toUserClaims({ ...session.user, ...claims }, {})
  return { user, idToken: answer.id_token ?? session.idToken, tokens }
}
