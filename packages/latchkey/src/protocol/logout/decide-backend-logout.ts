import { type Client, isPublicClient } from '../clients/client.ts'
import type { LogoutHint } from './decide-logout.ts'

export interface BackendLogoutState {
  /** A verified `id_token_hint`; `expiresAt` is in epoch seconds. */
  readonly hint: (LogoutHint & { readonly expiresAt: number }) | undefined
  /** The client that the hint was issued to, unless it is disabled. */
  readonly client: Client | undefined
  /** `client_id` of the request. */
  readonly clientId: string | undefined
  /** The client that the credentials of the request are of; a public one proves nothing by them. */
  readonly authenticatedClientId: string | undefined
  /** Epoch seconds. */
  readonly now: number
}

export type BackendLogoutDecision =
  | {
      readonly decision: 'end'
      readonly accountId: string
      readonly clientId: string
      readonly sessionIdentifier: string
    }
  /** `problem` is for the developer of the program. */
  | { readonly decision: 'refuse'; readonly problem: string }

/**
 * Decides whether a program of a client may end a session without the person's browser: RP-Initiated Logout
 * 1.0 §2 knows browsers only, so more is asked of a program. It proves which client it is, unless the
 * operator has registered that for this client an ID token suffices; and the ID token has not expired, as one
 * lasts in logs and backups.
 */
export function decideBackendLogout(state: BackendLogoutState): BackendLogoutDecision {
  const { hint, client, clientId, authenticatedClientId, now } = state
  if (hint === undefined) return problem('Send id_token_hint: an ID token of the session to end')
  if (clientId !== undefined && clientId !== hint.clientId) {
    return problem('client_id is not the client that id_token_hint was issued to')
  }
  if (client === undefined) return problem('The client that id_token_hint was issued to is not registered')
  const isProven = authenticatedClientId === hint.clientId && !isPublicClient(client)
  if (!isProven && !client.backendLogout) {
    return problem(
      'Nobody was signed out: a program authenticates as the client of id_token_hint, or that client is registered with backendLogout',
    )
  }
  if (now >= hint.expiresAt) return problem('id_token_hint has expired, so only the person can sign out')
  if (hint.sessionIdentifier === undefined) {
    return problem('id_token_hint has no sid, so it does not say which session to end')
  }
  const { subject: accountId, sessionIdentifier } = hint
  return { decision: 'end', accountId, clientId: hint.clientId, sessionIdentifier }
}

function problem(text: string): BackendLogoutDecision {
  return { decision: 'refuse', problem: text }
}
