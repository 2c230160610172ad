import { processUserInfoResponse, userInfoRequest } from 'oauth4webapi'
import { explainTokenRefusal } from './explain-token-refusal.ts'
import type { IssuerClient } from './issuer-client.ts'
import type { SignInSettings } from './sign-in-options.ts'

/**
 * The claims that the issuer tells of the person (OpenID Connect Core §5.3). Nothing when it has no such endpoint, or does not accept
 * this token there, as it is for an API.
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
    await response.body?.cancel()
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
