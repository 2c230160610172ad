import type { Caller } from '../../ports/caller.ts'
import type { AccessTokenFault } from '../../protocol/access-token/explain-access-token.ts'
import { toRevocationKey } from '../../protocol/access-token/token-id.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { Refusal } from '../../protocol/refusal.ts'
import { parsePresentedToken } from '../../protocol/token/parse-presented-token.ts'
import {
  authenticateClient,
  type ClientAuthenticationParts,
  type ClientRequest,
} from '../clients/authenticate-client.ts'
import type { Parts } from '../parts.ts'
import { type AdoptionParts, loadAdoptableGrant } from './adopt-refresh-token.ts'
import { readAccessToken } from './load-access-token.ts'
import { readRefreshToken } from './read-refresh-token.ts'

type RevocationParts = ClientAuthenticationParts &
  AdoptionParts &
  Pick<Parts, 'keyRing' | 'sealer' | 'events'>

/**
 * Revokes a token of the client that asks (RFC 7009): a refresh token with its whole grant, an access token
 * alone. For unknown, expired and foreign tokens nothing happens, but the response is the same.
 */
export async function revoke(request: ClientRequest, parts: RevocationParts): Promise<void> {
  const client = await authenticateClient(request, parts)
  const token = parsePresentedToken(request.parameters)
  const refreshToken = readRefreshToken(token, client, parts)
  if (refreshToken !== undefined) {
    return revokeGrant(refreshToken.grantId, { client, caller: request.caller }, parts)
  }
  const accessToken = await readAccessToken(token, parts)
  if (typeof accessToken === 'string') {
    return revokeForeign(token, { client, caller: request.caller, ignored: accessToken }, parts)
  }
  if (accessToken.clientId !== client.clientId) {
    parts.requestLog.note(request.caller, { ignored: 'issued_to_another_client' })
    return
  }
  const { tokenId, expiresAt } = accessToken
  await parts.storage.rememberedIds.remember(toRevocationKey(tokenId), expiresAt, parts.clock.now())
}

/**
 * A refresh token of the previous server: if it was not used here yet, its grant is inserted as revoked, and
 * never adopted.
 */
async function revokeForeign(
  refreshToken: string,
  {
    ignored,
    ...by
  }: { readonly client: Client; readonly caller: Caller; readonly ignored: AccessTokenFault },
  parts: RevocationParts,
): Promise<void> {
  const now = parts.clock.now()
  const presented = { refreshToken, ...by, now }
  const found = await loadAdoptableGrant(presented, parts).catch((cause: unknown) => {
    if (cause instanceof Refusal && cause.reason === 'refresh_token_invalid') return undefined
    throw cause
  })
  if (found === undefined) {
    parts.requestLog.note(by.caller, { ignored })
    return
  }
  if (found.isNew) await parts.storage.importRecords('grants', [found.grant])
  await revokeGrant(found.grant.id, by, parts)
}

async function revokeGrant(
  grantId: string,
  { client, caller }: { readonly client: Client; readonly caller: Caller },
  { storage, clock, events }: RevocationParts,
): Promise<void> {
  const outcome = await storage.grants.revoke(grantId, clock.now())
  if (outcome !== 'revoked') return
  events.report(
    {
      name: 'grant.revoked',
      outcome: 'success',
      grantId,
      clientId: client.clientId,
      reason: 'revocation_request',
    },
    caller,
  )
}
