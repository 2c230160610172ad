import {
  type AuthorizationResponse,
  toAuthorizationResponse,
} from '../../protocol/authorize/authorization-response.ts'
import { decideAcr } from '../../protocol/authorize/decide-acr.ts'
import { decideNextStep, type NextStep, type PageStep } from '../../protocol/authorize/decide-next-step.ts'
import type { PendingAuthorization } from '../../protocol/authorize/pending-authorization.ts'
import { toStandingConsent } from '../../protocol/authorize/standing-consent.ts'
import type { Consent } from '../../protocol/grant.ts'
import { refuse } from '../../protocol/refusal.ts'
import type { Session } from '../../protocol/session.ts'
import type { AuthorizationCode } from '../../protocol/token/authorization-code.ts'
import type { Parts } from '../parts.ts'
import { type Browser, loadCurrentSession, type SignedIn } from '../sign-in/browser.ts'
import { type CodeTurn, toCodeTurn } from './code-turn.ts'
import { endAllowed, requireUnended } from './end-authorization.ts'
import { type LoadedAuthorization, loadAuthorization } from './load-authorization.ts'
import { loadPending } from './load-pending-authorization.ts'
import { returningRefusals } from './returning-refusals.ts'

/** What the next step of an authorization request depends on. */
interface LoadedPosition extends LoadedAuthorization {
  readonly pending: PendingAuthorization
  readonly signedIn: SignedIn | undefined
  readonly consent: Consent | undefined
}

/** The state of an authorization request: what was loaded, and what comes next. */
export interface AuthorizationPosition extends LoadedPosition {
  readonly next: NextStep
}

/** What `http/` does next: show a page, or respond to the client. */
export type AuthorizationOutcome =
  | { readonly step: PageStep; readonly pending: PendingAuthorization }
  | { readonly step: 'respond'; readonly response: AuthorizationResponse }

/**
 * Loads everything that the next step depends on, and decides it. The only dispatcher: no page knows another.
 */
export async function loadPosition(
  pending: PendingAuthorization,
  browser: Browser,
  parts: Parts,
): Promise<AuthorizationPosition> {
  const loaded = await loadAuthorization(pending.parameters, parts)
  const { client, request } = loaded
  const wanted = { accountId: request.requiredAccountId, clientId: client.clientId }
  const signedIn = await loadCurrentSession(browser, wanted, parts)
  const consent = toStandingConsent(signedIn?.consent, client)
  const position = { ...loaded, pending, signedIn, consent }
  return { ...position, next: decide(position, parts, false) }
}

/**
 * The state of the encrypted request in a page's URL or form, for the person who goes on with it.
 * @throws Refusal as `loadPending` and `requireUnended` do.
 */
export async function openPosition(
  sealed: string,
  browser: Browser,
  parts: Parts,
): Promise<AuthorizationPosition> {
  const position = await openPositionToDeny(sealed, browser, parts)
  await requireUnended(position, parts)
  return position
}

/** The same for the person who denies or cancels it: they may have done so before. */
export async function openPositionToDeny(
  sealed: string,
  browser: Browser,
  parts: Parts,
): Promise<AuthorizationPosition> {
  return loadPosition(loadPending(sealed, browser, parts), browser, parts)
}

/** The same position, now that the person has consented. */
export function whenAllowed(
  position: AuthorizationPosition,
  parts: Pick<Parts, 'clock' | 'settings'>,
): AuthorizationPosition {
  return { ...position, next: decide(position, parts, true) }
}

function decide(
  position: LoadedPosition,
  { clock, settings }: Pick<Parts, 'clock' | 'settings'>,
  allowed: boolean,
): NextStep {
  const { request, client, consent, signedIn, pending } = position
  return decideNextStep({
    request,
    client,
    session: signedIn?.session,
    consent,
    issuer: settings.issuer,
    now: clock.now(),
    signedInAccountId: pending.signedInAccountId,
    chosenAccountId: pending.chosenAccountId,
    acrValues: settings.acrValues,
    allowed,
  })
}

/**
 * Turns a position into an outcome; issues the code of this turn, or the first one, when nothing else is left
 * to do.
 */
export async function proceed(
  position: AuthorizationPosition,
  parts: Parts,
  turn?: CodeTurn,
): Promise<AuthorizationOutcome> {
  const { next, pending, returnTo } = position
  switch (next.step) {
    case 'refuse':
      return returningRefusals(returnTo, () => refuse(next.reason, next.description))
    case 'issue-code': {
      const issued = { session: next.session, turn: turn ?? toCodeTurn(pending, 1) }
      const code = mintCode(position, issued, parts)
      return { step: 'respond', response: toAuthorizationResponse(returnTo, parts.settings.issuer, { code }) }
    }
    default:
      return { step: next.step, pending }
  }
}

/**
 * An authorization code consists of encrypted parameters and the id of its grant; nothing is stored until it
 * is redeemed.
 */
function mintCode(
  { request, client }: LoadedAuthorization,
  { session, turn }: { readonly session: Session; readonly turn: CodeTurn },
  { sealer, clock, settings }: Pick<Parts, 'sealer' | 'clock' | 'settings'>,
): string {
  const acr = decideAcr(request.acrValues, session.acr, settings.acrValues)
  const code: AuthorizationCode = {
    grantId: turn.grantId,
    ...(turn.earlierGrantIds.length > 0 && { earlierGrantIds: turn.earlierGrantIds }),
    clientId: request.clientId,
    ...(client.registrationId !== undefined && { registrationId: client.registrationId }),
    accountId: session.accountId,
    sessionId: session.id,
    redirectUri: request.redirectUri,
    ...(request.redirectUriLeftOut && { redirectUriLeftOut: true }),
    ...(request.codeChallenge !== undefined && { codeChallenge: request.codeChallenge }),
    scopes: request.scopes,
    ...(request.leftOutScopes.length > 0 && { leftOutScopes: request.leftOutScopes }),
    resources: request.resources,
    ...(request.nonce !== undefined && { nonce: request.nonce }),
    ...(request.claims !== undefined && { claims: request.claims }),
    requireAuthTime: true,
    authTime: session.authTime,
    amr: session.amr,
    ...(acr !== undefined && { acr }),
    expiresAt: clock.now() + settings.lifetimes.authorizationCodeSeconds,
  }
  return sealer.seal('authorization_code', code)
}

/** Continues after a page, by deciding again. */
export async function resume(
  pending: PendingAuthorization,
  browser: Browser,
  parts: Parts,
): Promise<AuthorizationOutcome> {
  return finish(await loadPosition(pending, browser, parts), parts)
}

/** Continues from the state that a page loaded; issues the code when nothing else is left to do. */
export async function finish(position: AuthorizationPosition, parts: Parts): Promise<AuthorizationOutcome> {
  if (position.next.step !== 'issue-code') return proceed(position, parts)
  return proceed(position, parts, await endAllowed(position, parts))
}
