import type { GrantContext, IdTokenDecision, TokenDecision } from '../../ports/grant-handler.ts'
import type { Account } from '../../protocol/accounts/account.ts'
import { addCustomClaims } from '../../protocol/claims/add-custom-claims.ts'
import { decideReleasedClaims } from '../../protocol/claims/decide-released-claims.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { accessTokenHash } from '../../protocol/id-token/access-token-hash.ts'
import { sessionIdentifier } from '../../protocol/id-token/session-identifier.ts'
import { ID_TOKEN_PROTOCOL_CLAIMS, toIdTokenClaims } from '../../protocol/id-token/to-id-token-claims.ts'
import type { SigningAlgorithm } from '../../protocol/signing-key.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Parts } from '../parts.ts'
import { loadCustomClaims } from './load-custom-claims.ts'

/** What an ID token is created from. */
export interface IdTokenRequest extends IdTokenDecision {
  readonly account: Account
  readonly grant: TokenDecision['grant']
  readonly accessToken: string
}

/**
 * Creates an ID token for a client (OpenID Connect Core §2). It has the claims of the scopes only if the
 * client wants them there (§5.4), and those that the `claims` parameter asked for (§5.5).
 */
export async function mintIdToken(
  request: IdTokenRequest,
  { client, now }: Pick<GrantContext, 'client' | 'now'>,
  parts: Pick<Parts, 'settings' | 'keyRing'>,
): Promise<string> {
  const { account, grant, scopes } = request
  const algorithm = chooseAlgorithm(client, parts.settings)
  const protocolClaims = toIdTokenClaims({
    issuer: parts.settings.issuer,
    subject: account.id,
    clientId: client.clientId,
    issuedAt: now,
    expiresAt: now + parts.settings.lifetimes.idTokenSeconds,
    accessTokenHash: accessTokenHash(request.accessToken, algorithm),
    nonce: request.nonce,
    sessionIdentifier: request.sessionId && sessionIdentifier(request.sessionId, client.clientId),
    grant,
  })
  const released = decideReleasedClaims({
    account,
    scopes: client.claimsInIdToken ? scopes : [],
    requested: request.claims?.idToken,
    client,
  })
  const custom = await loadCustomClaims({ target: 'id_token', client, account, grant, scopes }, parts)
  const claims = addCustomClaims({ ...released, ...protocolClaims }, custom, ID_TOKEN_PROTOCOL_CLAIMS)
  return parts.keyRing.sign({ algorithm, claims })
}

/**
 * The client's registered algorithm if we have a key for it (OpenID Connect Registration §2), else the
 * server's.
 */
function chooseAlgorithm(client: Client, settings: Settings): SigningAlgorithm {
  const registered = settings.signingAlgorithms.find((name) => name === client.idTokenSignedResponseAlg)
  return registered ?? settings.idTokenAlgorithm
}
