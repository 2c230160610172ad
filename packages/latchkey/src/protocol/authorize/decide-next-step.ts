import type { Client } from '../clients/client.ts'
import type { Consent } from '../grant.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../is-within.ts'
import type { RefusalReason } from '../refusal.ts'
import type { Session } from '../session.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { meetsEssentialAcr } from './decide-acr.ts'
import { isConfirmationNeeded, isConsentNeeded } from './decide-consent.ts'

export interface AuthorizationState {
  readonly request: AuthorizationRequest
  readonly client: Client
  /** The session that would be used; its account is enabled. */
  readonly session: Session | undefined
  /** The remembered one, if it stands (`toStandingConsent`). */
  readonly consent: Consent | undefined
  readonly issuer: string
  /** Epoch seconds. */
  readonly now: number
  /** Who has signed in for this very request. */
  readonly signedInAccountId?: string | undefined
  /** Who was chosen for this very request. */
  readonly chosenAccountId?: string | undefined
  /** The `acr` values that a sign-in satisfies. */
  readonly acrValues: readonly string[]
  /** The person has just said yes. */
  readonly allowed: boolean
}

export type NextStep =
  | { readonly step: 'sign-in'; readonly reauthentication: boolean }
  | { readonly step: 'choose-account' }
  | { readonly step: 'consent' }
  | { readonly step: 'confirm' }
  /** The description is for the developer of the client. */
  | { readonly step: 'refuse'; readonly reason: RefusalReason; readonly description: string }
  | { readonly step: 'issue-code'; readonly session: Session }

/** The steps that ask the person something, each on a page at the address of its name. */
export type PageStep = Exclude<NextStep['step'], 'refuse' | 'issue-code'>

/**
 * The next step of an authorization request, from its state alone (OpenID Connect Core §3.1.2.3, §3.1.2.4).
 */
export function decideNextStep(state: AuthorizationState): NextStep {
  const { request, session } = state
  const silent = request.prompts.includes('none')
  if (session === undefined) return silent ? refuseLogin(state) : { step: 'sign-in', reauthentication: false }
  if (mustChooseAccount(state, session)) return { step: 'choose-account' }
  if (isSomebodyElse(state, session)) {
    // The person has just signed in for this request with another account; asking again would not help
    // (§3.1.2.1, id_token_hint).
    if (silent || wasSignedInFor(state, session)) return refuseLogin(state)
    return { step: 'sign-in', reauthentication: false }
  }
  if (mustProveAgain(state, session)) {
    return silent ? refuseLogin(state) : { step: 'sign-in', reauthentication: true }
  }
  if (!meetsAcr(state, session)) {
    const description = 'The sign-in satisfies none of the acr values that claims calls essential'
    return { step: 'refuse', reason: 'unmet_authentication_requirements', description }
  }
  if (!state.allowed && isConsentNeeded(request, state.client, state)) {
    return silent ? refuseConsent : { step: 'consent' }
  }
  if (mustConfirm(state, session)) {
    return silent ? refuseInteraction : { step: 'confirm' }
  }
  return { step: 'issue-code', session }
}

const refuseConsent = {
  step: 'refuse',
  reason: 'consent_required',
  description: 'The person has not allowed all of this yet, and prompt=none forbids to ask',
} as const satisfies NextStep

const refuseInteraction = {
  step: 'refuse',
  reason: 'interaction_required',
  description:
    'Any program could claim this redirect URI: the person must see a page, which prompt=none forbids',
} as const satisfies NextStep

/** Says why nobody is signed in as the request wants it, but not whether somebody else is. */
function refuseLogin({ request, session }: AuthorizationState): NextStep {
  const isFound = session !== undefined && !isSomebodyElse({ request }, session)
  const description = isFound
    ? 'The person has to sign in again: because of max_age, or of the acr that claims calls essential'
    : request.requiredAccountId === undefined
      ? 'Nobody is signed in in this browser, or it sent no cookie, as in a frame of another site'
      : 'The person that id_token_hint or claims names is not signed in in this browser'
  return { step: 'refuse', reason: 'login_required', description }
}

function wasSignedInFor(state: AuthorizationState, session: Session): boolean {
  return state.signedInAccountId === session.accountId
}

function mustChooseAccount(state: AuthorizationState, session: Session): boolean {
  if (!state.request.prompts.includes('select_account')) return false
  return state.chosenAccountId !== session.accountId && !wasSignedInFor(state, session)
}

/** Whoever signed in or chose an account for this request has seen which app it is for. */
function mustConfirm(state: AuthorizationState, session: Session): boolean {
  if (state.allowed || !isConfirmationNeeded(state.request, state.client, state)) return false
  return state.chosenAccountId !== session.accountId && !wasSignedInFor(state, session)
}

function isSomebodyElse({ request }: Pick<AuthorizationState, 'request'>, session: Session): boolean {
  return request.requiredAccountId !== undefined && request.requiredAccountId !== session.accountId
}

function mustProveAgain(state: AuthorizationState, session: Session): boolean {
  if (wasSignedInFor(state, session)) return false
  // A session from before the value was configured; a new sign-in satisfies it.
  if (state.request.prompts.includes('login') || !meetsAcr(state, session)) return true
  const { maxAge } = state.request
  if (maxAge === undefined) return false
  const age = state.now - session.authTime
  // By a clock that was ahead: nobody knows how long ago that was.
  return maxAge === 0 || age > maxAge || age < -CLOCK_TOLERANCE_SECONDS
}

/**
 * An essential `acr` is met or the request fails; it is never silently lowered (OpenID Connect
 * Core §5.5.1.1).
 */
function meetsAcr({ request, acrValues }: AuthorizationState, session: Session): boolean {
  return meetsEssentialAcr(request.essentialAcrValues, session.acr, acrValues)
}
