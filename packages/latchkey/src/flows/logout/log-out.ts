import { appendToQuery } from '../../protocol/authorize/authorization-response.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { sessionIdentifier } from '../../protocol/id-token/session-identifier.ts'
import { decideLogout } from '../../protocol/logout/decide-logout.ts'
import { toParameters } from '../../protocol/parameters.ts'
import { requireSingleValues } from '../../protocol/require-single-values.ts'
import type { Caller } from '../caller.ts'
import type { Parts } from '../parts.ts'
import { type Browser, loadSessions, type SignedIn } from '../sign-in/browser.ts'
import { readIdTokenHint } from '../sign-in/read-id-token-hint.ts'

export type LogoutOutcome =
  | { readonly step: 'ask'; readonly client: Client | undefined; readonly signedIn: readonly SignedIn[] }
  | {
      readonly step: 'signed-out'
      readonly client: Client | undefined
      readonly returnUrl: string | undefined
    }

/**
 * Ends the browser's sessions, or says that the person must confirm first (RP-Initiated Logout 1.0 §2).
 * Grants that are bound to a session end with it; those with `offline_access` stay (OpenID Connect Core §11).
 */
export async function logOut(
  encoded: string,
  options: { readonly browser: Browser; readonly caller: Caller; readonly confirmed: boolean },
  parts: Parts,
): Promise<LogoutOutcome> {
  const parameters = toParameters(encoded)
  requireSingleValues(parameters)
  const hintToken = parameters.get('id_token_hint')
  const hint = hintToken === undefined ? undefined : await readIdTokenHint(hintToken, parts)
  const clientId = hint?.clientId ?? parameters.get('client_id')
  const client = clientId === undefined ? undefined : await loadEnabledClient(clientId, parts)
  const sessions = await loadSessions(options.browser, parts)
  const decided = decideLogout({
    hint,
    client,
    clientId: parameters.get('client_id'),
    postLogoutRedirectUri: parameters.get('post_logout_redirect_uri'),
    sessions: sessions.map(({ account, session }) => ({
      accountId: account.id,
      sessionIdentifier: client && sessionIdentifier(session.id, client.clientId),
    })),
    confirmed: options.confirmed,
  })
  if (decided.decision === 'ask') return { step: 'ask', client, signedIn: sessions }
  await endSessions(sessions, options.caller, parts)
  const returnTo = decided.decision === 'sign-out' ? decided.returnTo : undefined
  return { step: 'signed-out', client, returnUrl: returnTo && toReturnUrl(returnTo, parameters.get('state')) }
}

/** A disabled client counts as unknown: it signs nobody out, and nobody is redirected to it. */
async function loadEnabledClient(clientId: string, { clients }: Parts): Promise<Client | undefined> {
  const client = await clients.find(clientId)
  return client?.disabled ? undefined : client
}

async function endSessions(sessions: readonly SignedIn[], caller: Caller, parts: Parts): Promise<void> {
  const { storage, clock, events } = parts
  for (const { session, account } of sessions) {
    await storage.sessions.end(session.id)
    await storage.grants.revokeAll({ sessionId: session.id }, clock.now())
    events.report({
      name: 'account.signed_out',
      outcome: 'success',
      accountId: account.id,
      sessionId: session.id,
      ...caller,
    })
  }
}

function toReturnUrl(uri: string, state: string | undefined): string {
  return appendToQuery(uri, state === undefined ? {} : { state })
}
