import { addCustomClaims } from '../../protocol/claims/add-custom-claims.ts'
import { decideReleasedClaims } from '../../protocol/claims/decide-released-claims.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { refuse } from '../../protocol/refusal.ts'
import { parseBearerToken } from '../../protocol/userinfo/parse-bearer-token.ts'
import { requireUserinfoToken } from '../../protocol/userinfo/require-userinfo-token.ts'
import { USERINFO_PROTOCOL_CLAIMS } from '../../protocol/userinfo/reserved-claims.ts'
import { type AccessTokenParts, loadAccessToken } from './load-access-token.ts'
import { loadCustomClaims } from './load-custom-claims.ts'

/**
 * The claims about the person behind a token that its scopes and the `claims` parameter release (OpenID
 * Connect Core §5.3).
 */
export async function answerUserinfo(
  request: { readonly authorization: string | undefined; readonly body: Parameters | undefined },
  parts: AccessTokenParts,
): Promise<Readonly<Record<string, unknown>>> {
  const presented = parseBearerToken(request.authorization, request.body)
  const live = await loadAccessToken(presented, parts)
  if (typeof live === 'string') {
    refuse('token_invalid', 'The access token is unknown, expired or revoked', { failure: live })
  }
  const token = requireUserinfoToken(live, parts.settings.issuer)
  const { account, client, grant, scopes } = token
  const released = decideReleasedClaims({
    account,
    scopes,
    requested: grant?.claims?.userinfo,
    client,
  })
  const custom = await loadCustomClaims({ target: 'userinfo', client, account, grant, scopes }, parts)
  return addCustomClaims({ ...released, sub: account.id }, custom, USERINFO_PROTOCOL_CLAIMS)
}
