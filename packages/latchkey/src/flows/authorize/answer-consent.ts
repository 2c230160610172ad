import type { Caller } from '../../ports/caller.ts'
import {
  type AllowedParts,
  type CheckedBoxes,
  decideCheckedScopes,
  isNothingLeft,
} from '../../protocol/authorize/decide-checked-scopes.ts'
import { narrowConsent } from '../../protocol/authorize/narrow-consent.ts'
import { toConsentedParts } from '../../protocol/authorize/standing-consent.ts'
import { refuse } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'
import {
  type AuthorizationOutcome,
  type AuthorizationPosition,
  finish,
  proceed,
  whenAllowed,
} from './continue-authorization.ts'
import { endAllowed, endDenied } from './end-authorization.ts'
import { returningRefusals } from './returning-refusals.ts'

/**
 * Records that the person consented, perhaps to less than was requested: remembers the consent and issues a
 * code.
 */
export async function allow(
  asked: AuthorizationPosition,
  { caller, checked }: { readonly caller: Caller; readonly checked: CheckedBoxes },
  parts: Parts,
): Promise<AuthorizationOutcome> {
  const position = whenAllowed(asked, parts)
  const { next, request } = position
  if (next.step !== 'issue-code') return proceed(position, parts)
  const { resources } = parts.settings
  const allowed = decideCheckedScopes(request, checked, resources)
  if (isNothingLeft(request, allowed, resources)) return deny(position, caller, parts)
  const unticked = request.scopes.filter((scope) => !allowed.scopes.includes(scope))
  const leftOutScopes = [...request.leftOutScopes, ...unticked]
  const turn = await endAllowed(position, parts)
  const narrowed = { ...position, request: { ...request, ...allowed, leftOutScopes } }
  const outcome = await proceed(narrowed, parts, turn)
  await rememberConsent(position, { accountId: next.session.accountId, allowed }, parts)
  const refusedResources = request.resources.filter((uri) => !allowed.resources.includes(uri))
  const detail = toDetail({ leftOutScopes, refusedResources })
  const isFirst = turn.earlierGrantIds.length === 0
  if (isFirst) report('consent.allowed', position, { caller, detail }, parts)
  return outcome
}

/** The lists that are not empty, as an event has them. */
function toDetail(lists: Readonly<Record<string, readonly string[]>>): Record<string, string> | undefined {
  const named = Object.entries(lists).filter(([, list]) => list.length > 0)
  if (named.length === 0) return undefined
  return Object.fromEntries(named.map(([name, list]) => [name, list.join(' ')]))
}

async function rememberConsent(
  { client: { clientId, registrationId }, consent, request }: AuthorizationPosition,
  { accountId, allowed }: { readonly accountId: string; readonly allowed: AllowedParts },
  { storage: { consents }, clock }: Pick<Parts, 'storage' | 'clock'>,
): Promise<void> {
  const yes = toConsentedParts(allowed)
  const kept = narrowConsent(consent, toConsentedParts(request), yes)
  const allowedNow = {
    accountId,
    clientId,
    ...(registrationId !== undefined && { registrationId }),
    scopes: [...(kept?.scopes ?? []), ...yes.scopes],
    resources: [...(kept?.resources ?? []), ...yes.resources],
    grantedAt: clock.now(),
  }
  // What another request added meanwhile is asked for again.
  await (kept === undefined ? consents.remember(allowedNow) : consents.replace(allowedNow))
}

/** Continues when the person confirmed that it is them who uses the operator's own app. */
export async function confirm(asked: AuthorizationPosition, parts: Parts): Promise<AuthorizationOutcome> {
  return finish(asked.next.step === 'confirm' ? whenAllowed(asked, parts) : asked, parts)
}

/** Ends the request when the person denies it, or cancels before signing in. */
export async function deny(position: AuthorizationPosition, caller: Caller, parts: Parts): Promise<never> {
  if (await endDenied(position, parts)) report('consent.denied', position, { caller }, parts)
  return returningRefusals(position.returnTo, () => refuse('access_denied', 'The person did not allow it'))
}

function report(
  name: 'consent.allowed' | 'consent.denied',
  { client, signedIn }: AuthorizationPosition,
  { caller, detail }: { readonly caller: Caller; readonly detail?: Record<string, string> | undefined },
  { events }: Parts,
): void {
  events.report(
    {
      name,
      outcome: 'success',
      clientId: client.clientId,
      ...(signedIn && { accountId: signedIn.account.id }),
      ...(detail && { detail }),
    },
    caller,
  )
}
