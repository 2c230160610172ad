import type { Client } from '../clients/client.ts'
import { matchesRedirectUri } from '../redirect-uri/matches-redirect-uri.ts'
import { refuse } from '../refusal.ts'

export interface LogoutHint {
  readonly subject: string
  readonly clientId: string
  readonly sessionIdentifier?: string
}

export interface LogoutState {
  /** A verified `id_token_hint`. */
  readonly hint: LogoutHint | undefined
  readonly client: Client | undefined
  readonly clientId: string | undefined
  readonly postLogoutRedirectUri: string | undefined
  /**
   * The sessions of this browser: the account, and the `sid` by which the hint's client knows the session.
   */
  readonly sessions: readonly { readonly accountId: string; readonly sessionIdentifier: string | undefined }[]
  /** The person has just confirmed on our page. */
  readonly confirmed: boolean
}

export type LogoutDecision =
  | { readonly decision: 'ask' }
  | { readonly decision: 'sign-out'; readonly returnTo: string | undefined }

/**
 * Decides whether a logout request (RP-Initiated Logout 1.0 §2) is carried out at once, and where it returns
 * to. A hint for the session of this browser proves that its client may end it. Without one the person is
 * asked, so that no image tag on the web can sign a person out (§6). A return URI is used only if its client
 * is verified, by the hint or by the person.
 */
export function decideLogout(state: LogoutState): LogoutDecision {
  const returnTo = requireRegisteredReturn(state)
  if (state.sessions.length === 0)
    return { decision: 'sign-out', returnTo: state.hint ? returnTo : undefined }
  if (state.confirmed || isOfThisSession(state)) return { decision: 'sign-out', returnTo }
  return { decision: 'ask' }
}

/**
 * A URI that is not registered, character by character, is never redirected to (§3); the port of a loopback
 * address may differ, as where an authorization response is sent (RFC 8252 §7.3).
 */
function requireRegisteredReturn({
  hint,
  client,
  clientId,
  postLogoutRedirectUri,
}: LogoutState): string | undefined {
  if (hint !== undefined && clientId !== undefined && hint.clientId !== clientId) {
    refuse('logout_request_invalid', 'client_id is not the client that id_token_hint was issued to')
  }
  if (postLogoutRedirectUri === undefined || client === undefined) return undefined
  if (!client.postLogoutRedirectUris.some((known) => matchesRedirectUri(known, postLogoutRedirectUri))) {
    refuse(
      'logout_request_invalid',
      'post_logout_redirect_uri is not one of those registered for this client',
    )
  }
  return postLogoutRedirectUri
}

function isOfThisSession({ hint, sessions }: LogoutState): boolean {
  if (hint === undefined) return false
  return sessions.some(
    (session) =>
      session.accountId === hint.subject &&
      (hint.sessionIdentifier === undefined || hint.sessionIdentifier === session.sessionIdentifier),
  )
}
