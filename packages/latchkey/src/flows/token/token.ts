import type { GrantContext, TokenDecision } from '../../ports/grant-handler.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { Refusal } from '../../protocol/refusal.ts'
import { requireGrantType } from '../../protocol/token/require-grant-type.ts'
import { requireIssuableTokens } from '../../protocol/token/require-issuable-tokens.ts'
import { type TokenResponse, toTokenResponse } from '../../protocol/token/token-response.ts'
import {
  authenticateClient,
  type ClientAuthenticationParts,
  type ClientRequest,
} from '../clients/authenticate-client.ts'
import type { Parts } from '../parts.ts'
import { mintAccessToken } from './mint-access-token.ts'
import { mintIdToken } from './mint-id-token.ts'
import { mintRefreshToken } from './mint-refresh-token.ts'

type TokenParts = ClientAuthenticationParts & Pick<Parts, 'grantTypes' | 'random' | 'keyRing' | 'sealer'>

/**
 * The token endpoint (OAuth 2.1 §3.2): authenticate the client → parse → the grant's decision → mint → commit
 * → answer, in this order for every grant type. An invalid request changes nothing, a failing signer loses
 * nothing, and the tokens of a lost race are never sent.
 */
export async function answerTokenRequest(request: ClientRequest, parts: TokenParts): Promise<TokenResponse> {
  const client = await authenticateClient(request, parts)
  try {
    return await issueTokens(client, request, parts)
  } catch (cause) {
    throw cause instanceof Refusal ? namingClient(cause, client) : cause
  }
}

async function issueTokens(
  client: Client,
  request: ClientRequest,
  parts: TokenParts,
): Promise<TokenResponse> {
  const grantType = request.parameters.get('grant_type')
  const handler = requireGrantType(grantType, parts.grantTypes.find(grantType ?? ''), client)
  const context = { client, now: parts.clock.now(), ...request.caller }
  const decision = await handler.decide(handler.parse(request.parameters), context, request.caller)
  const response = await mintTokens(decision, context, parts)
  await decision.commit?.()
  return response
}

/** Adds the client to a refusal, for its event. */
function namingClient({ reason, detail }: Refusal, { clientId }: Client): Refusal {
  return new Refusal(reason, { ...detail, evidence: { ...detail.evidence, clientId } })
}

async function mintTokens(
  decision: TokenDecision,
  context: GrantContext,
  parts: TokenParts,
): Promise<TokenResponse> {
  const { client } = context
  const { account, grant, idToken, refreshTokenGeneration: generation } = decision
  const resource = requireIssuableTokens(decision, client, parts.settings.resources)
  const { accessToken, expiresIn } = await mintAccessToken(decision, { ...context, resource }, parts)
  return toTokenResponse({
    accessToken,
    expiresIn,
    scopes: decision.scopes,
    idToken:
      idToken && account && (await mintIdToken({ ...idToken, account, grant, accessToken }, context, parts)),
    refreshToken:
      grant && generation !== undefined && client.grantTypes.includes('refresh_token')
        ? mintRefreshToken({ grantId: grant.id, generation }, client, parts)
        : undefined,
  })
}
