import type { PageView } from '../../pages/default-pages.ts'
import { toAuthorizationResponse } from '../../protocol/authorize/authorization-response.ts'
import type { Refusal } from '../../protocol/refusal.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import type { Site } from '../site.ts'
import { answerClient } from './answer-authorization.ts'
import { answerPage } from './answer-page.ts'
import { toErrorText, toWireError } from './wire-error.ts'

type ErrorView = PageView<'error'>

/**
 * The response to a refused request at an endpoint for people: a redirect to the client once its redirect URI
 * is verified, otherwise a page (OAuth 2.1 §4.1.2.1).
 */
export async function answerRefusalAsPage(
  context: EdgeContext,
  site: Site,
  refusal: Refusal,
): Promise<Response> {
  const { returnTo } = refusal.detail
  if (returnTo !== undefined) {
    const { error } = toWireError(refusal.reason)
    const { description } = refusal.detail
    const result = {
      error,
      ...(description !== undefined && { error_description: toErrorText(description) }),
    }
    return answerClient(context, site, toAuthorizationResponse(returnTo, site.parts.settings.issuer, result))
  }
  const kind = pageKindOf(refusal)
  const retryAfter = refusal.detail.retryAfterSeconds
  if (retryAfter !== undefined) context.header('Retry-After', String(Math.max(1, retryAfter)))
  return answerPage(context, site, {
    page: site.pages.error,
    view: toErrorView(kind, refusal, site),
    status: statusOf(kind),
    formless: true,
  })
}

function pageKindOf({ reason }: Refusal): ErrorView['kind'] {
  switch (reason) {
    case 'page_expired':
    case 'page_of_another_browser':
      return 'expired'
    case 'page_already_finished':
      return 'already_finished'
    case 'cookies_blocked':
      return 'cookies_blocked'
    case 'too_many_attempts':
      return 'too_many_requests'
    default:
      return 'authorization_request'
  }
}

function statusOf(kind: ErrorView['kind']): number {
  if (kind === 'expired') return 403
  return kind === 'too_many_requests' ? 429 : 400
}

function toErrorView(kind: ErrorView['kind'], { reason, detail }: Refusal, site: Site): ErrorView {
  const { restartParameters, expiredMinutesAgo, receivedRedirectUri, registeredRedirectUris } =
    detail.page ?? {}
  return {
    kind,
    at: site.parts.clock.now(),
    ...(restartParameters !== undefined && { restartUrl: `${site.path('/authorize')}?${restartParameters}` }),
    ...(expiredMinutesAgo !== undefined && { expiredMinutesAgo }),
    details: {
      error: reason,
      ...(detail.description !== undefined && { description: detail.description }),
      ...(receivedRedirectUri !== undefined && { receivedRedirectUri }),
      ...(site.parts.settings.development &&
        registeredRedirectUris !== undefined && { registeredRedirectUris }),
    },
  }
}
