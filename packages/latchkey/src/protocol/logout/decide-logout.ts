import type { Client } from '../clients/client.ts'
import { toPrintableText } from '../printable-text.ts'
import { explainRedirectUri } from '../redirect-uri/explain-redirect-uri.ts'
import { matchesRedirectUri } from '../redirect-uri/matches-redirect-uri.ts'
import { refuse } from '../refusal.ts'

export interface LogoutHint {
  readonly subject: string
  readonly clientId: string
  readonly sessionIdentifier?: string
}

/** A session of this browser, and the `sid` by which the hint's client knows it. */
export interface LogoutSession {
  readonly id: string
  readonly accountId: string
  readonly sessionIdentifier: string | undefined
}

/** What the person chose on our page: one session, or all that are in this browser. */
export type LogoutChoice = { readonly sessionId: string } | 'all'

export interface LogoutState {
  /** A verified `id_token_hint`. */
  readonly hint: LogoutHint | undefined
  readonly client: Client | undefined
  readonly clientId: string | undefined
  readonly postLogoutRedirectUri: string | undefined
  readonly sessions: readonly LogoutSession[]
  /** Set when the person has just confirmed on our page. */
  readonly confirmed: LogoutChoice | undefined
}

export type LogoutDecision =
  | { readonly decision: 'ask' }
  | {
      readonly decision: 'sign-out'
      readonly sessionIds: readonly string[]
      /** A registered URI. */
      readonly returnTo: string | undefined
      /** How the person gets back to the client; `nothing` if our page does not even name it. */
      readonly by: 'redirect' | 'button' | 'nothing'
    }

/**
 * Decides whether a logout request (RP-Initiated Logout 1.0 §2) is carried out at once, for which session,
 * and where it returns to. A hint for a session of this browser proves that its client may end that one, and
 * no other: several accounts can be signed in here. Without such a hint the person is asked, so that no image
 * tag on the web can sign a person out (§6).
 */
export function decideLogout(state: LogoutState): LogoutDecision {
  const returnTo = requireRegisteredReturn(state)
  const sessionIds = decideSessions(state)
  return sessionIds === undefined
    ? { decision: 'ask' }
    : { decision: 'sign-out', sessionIds, returnTo, by: decideWayBack(state) }
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
    refuse('logout_request_invalid', 'client_id is not the client that id_token_hint was issued to', {
      failure: 'hint_of_another_client',
      clientId: hint.clientId,
      sentClientId: toPrintableText(clientId),
    })
  }
  if (postLogoutRedirectUri === undefined || client === undefined) return undefined
  if (!client.postLogoutRedirectUris.some((known) => matchesRedirectUri(known, postLogoutRedirectUri))) {
    refuse(
      'logout_request_invalid',
      'post_logout_redirect_uri is not one of those registered for this client',
      {
        failure: 'unregistered_return',
        clientId: client.clientId,
        ...explainRedirectUri(postLogoutRedirectUri, client.postLogoutRedirectUris),
      },
    )
  }
  return postLogoutRedirectUri
}

/** The sessions to end; `undefined` if the person must be asked. */
function decideSessions({ hint, sessions, confirmed }: LogoutState): readonly string[] | undefined {
  if (sessions.length === 0) return []
  if (confirmed === 'all') return sessions.map(({ id }) => id)
  if (confirmed !== undefined) {
    return sessions.filter(({ id }) => id === confirmed.sessionId).map(({ id }) => id)
  }
  const hinted = sessions.find((session) => isOf(session, hint))
  return hinted && [hinted.id]
}

/** A hint without `sid` may be from any browser of the person, so it proves nothing about this session. */
function isOf({ accountId, sessionIdentifier }: LogoutSession, hint: LogoutHint | undefined): boolean {
  return (
    hint?.sessionIdentifier !== undefined &&
    hint.sessionIdentifier === sessionIdentifier &&
    hint.subject === accountId
  )
}

/**
 * A redirect needs proof of the client: the hint, or a person who confirmed (§3). For a client that nobody
 * vouches for, only the hint of a session in this browser is one: it has ID tokens of its own people, and a
 * link with one of those could lead anybody from our address to a fraud (RFC 9700 §4.11.2). A person may also
 * follow a button, which is shown for the clients that the operator vouches for.
 */
function decideWayBack(state: LogoutState): 'redirect' | 'button' | 'nothing' {
  const { hint, client, sessions, confirmed } = state
  if (confirmed !== undefined || sessions.some((session) => isOf(session, hint))) return 'redirect'
  if (!client?.verified) return 'nothing'
  return hint !== undefined ? 'redirect' : 'button'
}
