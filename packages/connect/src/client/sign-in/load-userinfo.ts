import { processUserInfoResponse, userInfoRequest } from 'oauth4webapi'
import { IssuerError } from '../../issuer/issuer-error.ts'
import { explainTokenRefusal } from '../tokens/explain-token-refusal.ts'
import type { TokenSource } from '../tokens/token-source.ts'
import { toUserClaims, type UserClaims } from '../user.ts'
import type { IssuerClient } from './issuer-client.ts'
import type { SignInSettings } from './sign-in-options.ts'

/**
 * Loads the person's claims from userinfo (OpenID Connect Core §5.3). Empty when the issuer has no such
 * endpoint, or does not accept this token there, because it is for an API.
 * @throws IssuerError; SignInError when the claims are somebody else's
 */
export async function loadUserinfo(
  { metadata, client, issuer }: IssuerClient,
  settings: SignInSettings,
  token: { readonly accessToken: string; readonly sub: string },
): Promise<Readonly<Record<string, unknown>>> {
  const as = await metadata()
  if (as.userinfo_endpoint === undefined) return {}
  const response = await userInfoRequest(as, client, token.accessToken, issuer.requestOptions())
  if (response.status === 401 || response.status === 403) {
    settings.log.warn(
      { issuer: issuer.url, status: response.status },
      'Userinfo does not accept the access token',
    )
    return {}
  }
  try {
    return await processUserInfoResponse(as, client, token.sub, response)
  } catch (cause) {
    throw explainTokenRefusal(cause, settings)
  }
}

/**
 * Loads the person's current claims from userinfo, with a newer token if this one is refused.
 * @throws SignInRequired; IssuerError, also when it has no such endpoint or accepts no token of ours there;
 * SignInError
 */
export async function askUserinfo(
  { issuerClient, settings }: { readonly issuerClient: IssuerClient; readonly settings: SignInSettings },
  source: TokenSource,
  user: UserClaims,
): Promise<UserClaims> {
  const { metadata, client, issuer } = issuerClient
  const as = await metadata()
  if (as.userinfo_endpoint === undefined) {
    throw new IssuerError('ISSUER_WRONG', `${issuer.url} has no userinfo endpoint`)
  }
  const ask = (token: string) => userInfoRequest(as, client, token, issuer.requestOptions())
  const token = await source.accessToken()
  const first = await ask(token)
  const newer = first.status === 401 ? await source.replaceRejected(token) : undefined
  const response = newer === undefined || newer === token ? first : await ask(newer)
  if (response.status === 401 || response.status === 403) {
    const message = `The userinfo endpoint of ${issuer.url} does not accept the access token (${response.status}). Is the token for an API alone, or the scope openid missing?`
    throw new IssuerError('ISSUER_WRONG', message)
  }
  try {
    return toUserClaims(user, await processUserInfoResponse(as, client, user.sub, response))
  } catch (cause) {
    throw explainTokenRefusal(cause, settings)
  }
}
