import type { Client } from '../../protocol/clients/client.ts'
import { canIntrospect } from '../../protocol/introspection/can-introspect.ts'
import { requireIntrospectingClient } from '../../protocol/introspection/require-introspecting-client.ts'
import {
  INACTIVE,
  type IntrospectionResponse,
  toAccessTokenIntrospection,
  toRefreshTokenIntrospection,
} from '../../protocol/introspection/to-introspection-response.ts'
import { parsePresentedToken } from '../../protocol/token/parse-presented-token.ts'
import { isRefreshable } from '../../protocol/token/require-refreshable-grant.ts'
import {
  authenticateClient,
  type ClientAuthenticationParts,
  type ClientRequest,
  requireSomeAuthentication,
} from '../clients/authenticate-client.ts'
import { withAccount } from '../with-account.ts'
import { type AccessTokenParts, loadAccessToken } from './load-access-token.ts'
import { readRefreshToken } from './read-refresh-token.ts'

type IntrospectionParts = ClientAuthenticationParts & AccessTokenParts

/** Tells a resource server, or the client itself, about a token (RFC 7662). */
export async function introspect(
  request: ClientRequest,
  parts: IntrospectionParts,
): Promise<IntrospectionResponse> {
  requireSomeAuthentication(request)
  const caller = await authenticateClient(request, parts)
  requireIntrospectingClient(caller)
  const token = parsePresentedToken(request.parameters)
  const accessToken = await loadAccessToken(token, parts)
  const inactive = (reason: string) => {
    parts.requestLog.note(request.caller, { inactive: reason })
    return INACTIVE
  }
  if (typeof accessToken !== 'string') {
    return canIntrospect(caller, accessToken)
      ? toAccessTokenIntrospection(accessToken)
      : inactive('for_another_api')
  }
  const answer = await introspectRefreshToken(token, caller, parts)
  return answer.active ? answer : inactive(accessToken)
}

/** Only the client that it belongs to can ask about a refresh token: its MAC is bound to the client. */
async function introspectRefreshToken(
  token: string,
  caller: Client,
  parts: IntrospectionParts,
): Promise<IntrospectionResponse> {
  const { storage, settings, clock } = parts
  const read = readRefreshToken(token, caller, parts)
  if (read === undefined) return INACTIVE
  const now = clock.now()
  const reading = storage.grants.findWithAccount({ id: read.grantId }, now)
  const { found, account } = await withAccount(reading, ({ grant }) => grant.accountId, parts)
  if (found === undefined) return INACTIVE
  const { grant } = found
  const isCurrent = grant.generation === read.generation && grant.revokedAt === undefined
  if (!isCurrent || !isRefreshable(grant, now)) return INACTIVE
  return account && !account.disabled ? toRefreshTokenIntrospection(grant, settings.issuer) : INACTIVE
}
