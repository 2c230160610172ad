import { decideAllowedScopes } from '../protocol/authorize/decide-allowed-scopes.ts'
import type { PendingAuthorization } from '../protocol/authorize/pending-authorization.ts'
import { refuse } from '../protocol/refusal.ts'
import type { Browser } from './browser.ts'
import type { Caller } from './caller.ts'
import {
  type AuthorizationOutcome,
  type AuthorizationPosition,
  loadPosition,
  proceed,
} from './continue-authorization.ts'
import type { Parts } from './parts.ts'
import { requireFirstToFinish } from './pending.ts'
import { returningRefusals } from './returning-refusals.ts'

/** The person said yes, perhaps to less than was asked. The yes is remembered, and the code issued, once. */
export async function allow(
  options: {
    readonly pending: PendingAuthorization
    readonly browser: Browser
    readonly caller: Caller
    /** The optional scopes that were checked. */
    readonly checkedScopes: readonly string[]
  },
  parts: Parts,
): Promise<AuthorizationOutcome> {
  const { pending, browser, caller } = options
  const position = await loadPosition(pending, browser, parts, true)
  if (position.next.step !== 'issue-code') return proceed(position, parts)
  const allowed = decideAllowedScopes(position.request, options.checkedScopes, parts.settings.resources)
  if (position.request.scopes.length > 0 && allowed.scopes.length === 0) {
    return deny({ pending, browser, caller }, parts)
  }
  const outcome = await proceed({ ...position, request: { ...position.request, ...allowed } }, parts)
  await requireFirstToFinish(pending, parts)
  await parts.storage.consents.remember({
    accountId: position.next.session.accountId,
    clientId: position.client.clientId,
    scopes: [...allowed.scopes, ...allowed.disclosedScopes],
    resources: allowed.resources,
    grantedAt: parts.clock.now(),
  })
  report('consent.allowed', position, caller, parts)
  return outcome
}

/** The person said no, or turned away before signing in. */
export async function deny(
  options: { readonly pending: PendingAuthorization; readonly browser: Browser; readonly caller: Caller },
  parts: Parts,
): Promise<never> {
  const position = await loadPosition(options.pending, options.browser, parts)
  await requireFirstToFinish(options.pending, parts)
  report('consent.denied', position, options.caller, parts)
  return returningRefusals(position.returnTo, () => refuse('access_denied', 'The person did not allow it'))
}

function report(
  name: 'consent.allowed' | 'consent.denied',
  { client, signedIn }: AuthorizationPosition,
  caller: Caller,
  { events }: Parts,
): void {
  events.report({
    name,
    outcome: 'success',
    clientId: client.clientId,
    ...(signedIn && { accountId: signedIn.account.id }),
    ...caller,
  })
}
