import { hasClientCredentials } from '../../protocol/client-authentication/parse-client-credentials.ts'
import { sessionIdentifier } from '../../protocol/id-token/session-identifier.ts'
import {
  type BackendLogoutDecision,
  decideBackendLogout,
} from '../../protocol/logout/decide-backend-logout.ts'
import { toParameters } from '../../protocol/parameters.ts'
import { requireSingleValues } from '../../protocol/require-single-values.ts'
import type { Session } from '../../protocol/session.ts'
import { authenticateClient, type ClientRequest } from '../clients/authenticate-client.ts'
import type { Parts } from '../parts.ts'
import { readIdTokenHint } from '../sign-in/read-id-token-hint.ts'
import { endSessions } from './end-sessions.ts'
import { loadLogoutClient } from './load-logout-client.ts'

export type BackendLogoutOutcome =
  | { readonly outcome: 'ended' }
  /** `problem` is for the developer of the program. */
  | { readonly outcome: 'refused'; readonly problem: string }

/**
 * Ends the session of an ID token for a program of its client, without the person's browser.
 * @throws Refusal as client authentication does, if the request has credentials
 */
export async function endSessionOfHint(
  encoded: string,
  request: ClientRequest,
  parts: Parts,
): Promise<BackendLogoutOutcome> {
  const parameters = toParameters(encoded)
  requireSingleValues(parameters)
  const hintToken = parameters.get('id_token_hint')
  const hint = hintToken === undefined ? undefined : await readIdTokenHint(hintToken, parts)
  const isProving = hasClientCredentials(request.authorization, request.parameters)
  const authenticated = isProving ? await authenticateClient(request, parts) : undefined
  const decided = decideBackendLogout({
    hint,
    client: await loadLogoutClient(hint?.clientId, parts),
    clientId: parameters.get('client_id'),
    authenticatedClientId: authenticated?.clientId,
    now: parts.clock.now(),
  })
  if (decided.decision === 'refuse') return { outcome: 'refused', problem: decided.problem }
  const session = await findSession(decided, parts)
  if (session === undefined) {
    return { outcome: 'refused', problem: 'The session of id_token_hint is over, or a newer one replaced it' }
  }
  await endSessions([session], { caller: request.caller, clientId: decided.clientId }, parts)
  return { outcome: 'ended' }
}

/** A `sid` is a hash, so that clients cannot compare theirs; the sessions of one account are few. */
async function findSession(
  named: Extract<BackendLogoutDecision, { readonly decision: 'end' }>,
  { storage, clock }: Pick<Parts, 'storage' | 'clock'>,
): Promise<Session | undefined> {
  const sessions = await storage.sessions.listByAccount(named.accountId, clock.now())
  return sessions.find(({ id }) => sessionIdentifier(id, named.clientId) === named.sessionIdentifier)
}
