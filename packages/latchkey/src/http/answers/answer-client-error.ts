import type { PageView } from '../../pages/default-pages.ts'
import { toAuthorizationResponse } from '../../protocol/authorize/authorization-response.ts'
import { canReturnAtOnce } from '../../protocol/authorize/can-return-at-once.ts'
import type { Refusal, RefusalReason, ReturnAddress } from '../../protocol/refusal.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import type { Site } from '../site.ts'
import { toAppView } from '../views/to-app-view.ts'
import { toDestination } from '../views/to-consent-view.ts'
import { answerClient } from './answer-authorization.ts'
import { answerPage } from './answer-page.ts'
import { toErrorText, toWireError } from './wire-error.ts'

interface ClientError {
  readonly refusal: Refusal
  readonly returnTo: ReturnAddress
}

/**
 * Sends an error to the client (OAuth 2.1 §4.1.2.1): by itself if it may, otherwise when the person who sees
 * where it leads presses the button.
 */
export async function answerClientError(
  context: EdgeContext,
  site: Site,
  { refusal, returnTo }: ClientError,
): Promise<Response> {
  const { description } = refusal.detail
  const result = {
    error: toWireError(refusal.reason).error,
    ...(description !== undefined && { error_description: toErrorText(description) }),
  }
  const response = toAuthorizationResponse(returnTo, site.parts.settings.issuer, result)
  const client = await site.parts.clients.find(returnTo.clientId)
  const request = {
    silent: returnTo.silent === true,
    fillsWindow: context.req.header('sec-fetch-dest') === 'document',
  }
  if (canReturnAtOnce(client, request)) return answerClient(context, site, response)
  const reason = reasonOf(refusal.reason)
  const view: PageView<'leave'> = {
    reason,
    app: toAppView(client),
    destination: toDestination(returnTo.redirectUri),
    url: response.url,
    ...(response.mode === 'form_post' && { fields: response.fields }),
    details: { error: refusal.reason, ...(description !== undefined && { description }) },
  }
  const status = reason === 'denied' ? 200 : 400
  return answerPage(context, site, { page: site.pages.leave, view, status, formless: true })
}

/** Nothing is wrong with a silent request (`prompt=none`) that needs the person. */
const needPerson: readonly RefusalReason[] = ['login_required', 'consent_required', 'interaction_required']

function reasonOf(reason: RefusalReason): PageView<'leave'>['reason'] {
  if (reason === 'access_denied') return 'denied'
  return needPerson.includes(reason) ? 'silent' : 'refused'
}
