import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  getValidatedIdTokenClaims,
  type IDToken,
  KEY_SELECTION,
  OperationProcessingError,
  processAuthorizationCodeResponse,
  type TokenEndpointResponse,
  UnsupportedOperationError,
  validateApplicationLevelSignature,
  validateAuthResponse,
} from 'oauth4webapi'
import type { IssuerMetadata, IssuerRequestOptions } from '../../issuer/issuer.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { type SessionRecord, type SessionTokens, toSessionTokens } from '../sessions/session-record.ts'
import { SignInError, toOneLine, toPlainCause } from '../sign-in-error.ts'
import { explainTokenRefusal } from '../tokens/explain-token-refusal.ts'
import { requireBearer } from '../tokens/require-bearer.ts'
import { toUserClaims } from '../user.ts'
import type { IssuerClient } from './issuer-client.ts'
import { loadUserinfo } from './load-userinfo.ts'
import { requireIdToken } from './require-id-token.ts'
import type { SignInSettings } from './sign-in-options.ts'
import type { StartedSignIn } from './started-sign-in.ts'

/**
 * Turns the issuer's authorization response into a session (OpenID Connect Core §3.1.2.5 to §3.1.3.7), by way
 * of state, issuer (RFC 9207), code, ID token and userinfo.
 * @throws SignInError, IssuerError
 */
export async function finishSignIn(
  issuerClient: IssuerClient,
  settings: SignInSettings,
  answer: { readonly parameters: URLSearchParams; readonly started: StartedSignIn },
): Promise<SessionRecord> {
  const as = await issuerClient.metadata()
  const code = requireAnswer(as, issuerClient, answer.parameters)
  const { response, claims } = await redeemCode(issuerClient, settings, { ...answer, code }).catch(
    (cause) => {
      throw explainTokenRefusal(cause, settings)
    },
  )
  const { access_token: accessToken, id_token: idToken = '' } = response
  requireBearer(response)
  const now = epochSeconds()
  requireIdToken({ claims, idToken, accessToken, now }, answer.started, settings)
  const userinfo = await loadUserinfo(issuerClient, settings, { accessToken, sub: claims.sub })
  const { auth_time: authTime, acr } = claims
  return {
    user: toUserClaims(claims, userinfo),
    idToken,
    tokens: toTokens(response, settings, now),
    createdAt: now,
    usedAt: now,
    ...(authTime !== undefined && { authTime }),
    ...(typeof acr === 'string' && { acr }),
  }
}

function requireAnswer(
  as: IssuerMetadata,
  { client }: IssuerClient,
  parameters: URLSearchParams,
): URLSearchParams {
  try {
    // The cookie was found by `state`, so the two are equal.
    return validateAuthResponse(as, client, parameters, parameters.get('state') ?? '')
  } catch (cause) {
    if (cause instanceof AuthorizationResponseError) throw explainRefusal(cause, as.issuer)
    // Unsupported are the answers of other flows: the browser may bring an `id_token` or a `response`.
    if (!(cause instanceof OperationProcessingError || cause instanceof UnsupportedOperationError))
      throw cause
    throw new SignInError(
      'WRONG_ANSWER',
      `This is not an answer of ${as.issuer} (RFC 9207): ${cause.message}. Each issuer needs its own callback path.`,
      { cause: toPlainCause(cause) },
    )
  }
}

function explainRefusal(cause: AuthorizationResponseError, issuer: string): SignInError {
  const { error, error_description: description } = cause
  const said = description === undefined ? error : `${error}: ${description}`
  const code = error === 'unmet_authentication_requirements' ? 'NOT_AS_ASKED' : 'REFUSED'
  return new SignInError(code, `${issuer} did not sign anybody in (${toOneLine(said)}).`, { error })
}

interface Redeemed {
  readonly response: TokenEndpointResponse
  readonly claims: IDToken
}

async function redeemCode(
  { issuer, client, metadata, authentication, redirectUri }: IssuerClient,
  settings: SignInSettings,
  { started, code }: { readonly started: StartedSignIn; readonly code: URLSearchParams },
): Promise<Redeemed> {
  const as = await metadata()
  const answer = await authorizationCodeGrantRequest(
    as,
    client,
    await authentication(),
    code,
    redirectUri,
    started.codeVerifier,
    issuer.requestOptions(),
  )
  const response = await processAuthorizationCodeResponse(as, client, answer, {
    expectedNonce: started.nonce,
    requireIdToken: true,
    ...(started.maxAgeSeconds !== undefined && { maxAge: started.maxAgeSeconds }),
  })
  await requireSignature(as, answer, issuer.requestOptions())
  const claims = getValidatedIdTokenClaims(response)
  if (claims === undefined)
    throw new SignInError('WRONG_ANSWER', `${settings.issuer.issuer} sent no ID token`)
  return { response, claims }
}

/**
 * Verifies the ID token's signature (OpenID Connect Core §3.1.3.7). oauth4webapi does not fetch the issuer's
 * keys again for a minute, and keeps them by the metadata's object; so when none of them fits, a copy of the
 * metadata has it fetch them now. Only the issuer's own answers lead here.
 */
async function requireSignature(
  as: IssuerMetadata,
  answer: Response,
  options: IssuerRequestOptions,
): Promise<void> {
  try {
    await validateApplicationLevelSignature(as, answer, options)
  } catch (cause) {
    if (!(cause instanceof OperationProcessingError) || cause.code !== KEY_SELECTION) throw cause
    await validateApplicationLevelSignature({ ...as }, answer, options)
  }
}

function toTokens(
  response: TokenEndpointResponse,
  { scope, resource }: SignInSettings,
  now: number,
): SessionTokens {
  const tokens = toSessionTokens(response, { scopes: scope.split(' ') }, now)
  if (resource === undefined || isFor(resource, tokens.accessToken)) return tokens
  // This token was only for userinfo: the first call of the API refreshes to get one for the API.
  return { ...tokens, mustNameResource: true, ...(tokens.refreshToken !== undefined && { expiresAt: now }) }
}

/**
 * Some issuers give a token for the resource that was asked for; others give one for userinfo only, until a
 * refresh names the resource.
 */
function isFor(resource: string, accessToken: string): boolean {
  try {
    const payload = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
    return [payload.aud].flat().includes(resource)
  } catch {
    return false
  }
}
