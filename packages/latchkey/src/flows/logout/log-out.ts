import type { Caller } from '../../ports/caller.ts'
import { appendToQuery } from '../../protocol/authorize/authorization-response.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { sessionIdentifier } from '../../protocol/id-token/session-identifier.ts'
import { decideLogout, type LogoutChoice, type LogoutDecision } from '../../protocol/logout/decide-logout.ts'
import { type Parameters, toParameters } from '../../protocol/parameters.ts'
import { requireSingleValues } from '../../protocol/require-single-values.ts'
import type { Parts } from '../parts.ts'
import { type Browser, loadSessions, type SignedIn } from '../sign-in/browser.ts'
import { type IdTokenHint, readIdTokenHint } from '../sign-in/read-id-token-hint.ts'
import { endSessions } from './end-sessions.ts'
import { loadLogoutClient } from './load-logout-client.ts'

export type LogoutOutcome =
  | { readonly step: 'ask'; readonly client: Client | undefined; readonly signedIn: readonly SignedIn[] }
  | {
      readonly step: 'signed-out'
      /** Unless our page should not name it. */
      readonly client: Client | undefined
      readonly ended: readonly SignedIn[]
      /** Who is still signed in in this browser, the current account first. */
      readonly remaining: readonly SignedIn[]
      readonly returnUrl: string | undefined
      /** True if the browser is sent to `returnUrl`; otherwise a button may lead there. */
      readonly isRedirected: boolean
    }

export interface LogoutOptions {
  readonly browser: Browser
  readonly caller: Caller
  readonly confirmed?: LogoutChoice
}

/**
 * Ends a session of the browser, or those that the person chose, or says that the person must confirm first
 * (RP-Initiated Logout 1.0 §2).
 */
export async function logOut(encoded: string, options: LogoutOptions, parts: Parts): Promise<LogoutOutcome> {
  const parameters = toParameters(encoded)
  requireSingleValues(parameters)
  const hintToken = parameters.get('id_token_hint')
  const hint = hintToken === undefined ? undefined : await readIdTokenHint(hintToken, parts)
  const client = await loadLogoutClient(hint?.clientId ?? parameters.get('client_id'), parts)
  const sessions = await loadSessions(options.browser, parts)
  const decided = decide(parameters, { hint, client, sessions, confirmed: options.confirmed })
  if (decided.decision === 'ask') return { step: 'ask', client, signedIn: sessions }
  const isEnding = ({ session }: SignedIn) => decided.sessionIds.includes(session.id)
  const ended = sessions.filter(isEnding)
  const ending = ended.map(({ session }) => session)
  await endSessions(ending, { caller: options.caller, clientId: client?.clientId }, parts)
  return {
    step: 'signed-out',
    client: decided.by === 'nothing' ? undefined : client,
    ended,
    remaining: sessions.filter((signedIn) => !isEnding(signedIn)),
    returnUrl: decided.by === 'nothing' ? undefined : toReturnUrl(decided.returnTo, parameters.get('state')),
    isRedirected: decided.by === 'redirect' && decided.returnTo !== undefined,
  }
}

function decide(
  parameters: Parameters,
  state: {
    readonly hint: IdTokenHint | undefined
    readonly client: Client | undefined
    readonly sessions: readonly SignedIn[]
    readonly confirmed: LogoutChoice | undefined
  },
): LogoutDecision {
  const { client } = state
  return decideLogout({
    ...state,
    clientId: parameters.get('client_id'),
    postLogoutRedirectUri: parameters.get('post_logout_redirect_uri'),
    sessions: state.sessions.map(({ account, session }) => ({
      id: session.id,
      accountId: account.id,
      sessionIdentifier: client && sessionIdentifier(session.id, client.clientId),
    })),
  })
}

function toReturnUrl(uri: string | undefined, state: string | undefined): string | undefined {
  return uri && appendToQuery(uri, state === undefined ? {} : { state })
}
