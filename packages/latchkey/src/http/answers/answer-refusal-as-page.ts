import type { PageView } from '../../pages/default-pages.ts'
import type { Refusal } from '../../protocol/refusal.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import { sealPosted } from '../edge/posted-request.ts'
import type { Site } from '../site.ts'
import { answerClientError } from './answer-client-error.ts'
import { answerPage } from './answer-page.ts'

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
  if (returnTo !== undefined) return answerClientError(context, site, { refusal, returnTo })
  const isLogout = ['/logout', '/sign-out'].some((path) => site.path(path) === context.req.path)
  const kind = pageKindOf(refusal, isLogout)
  const retryAfter = refusal.detail.retryAfterSeconds
  if (retryAfter !== undefined) context.header('Retry-After', String(Math.max(1, retryAfter)))
  return answerPage(context, site, {
    page: site.pages.error,
    view: {
      ...toErrorView(kind, refusal, site),
      ...(isLogout && { signOutUrl: site.path('/logout') }),
    },
    status: statusOf(kind),
    formless: true,
  })
}

function pageKindOf({ reason }: Refusal, isLogout: boolean): ErrorView['kind'] {
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
      return isLogout ? 'logout_request' : 'authorization_request'
  }
}

function statusOf(kind: ErrorView['kind']): number {
  if (kind === 'expired') return 403
  return kind === 'too_many_requests' ? 429 : 400
}

function toErrorView(kind: ErrorView['kind'], { reason, detail }: Refusal, site: Site): ErrorView {
  const { expiredMinutesAgo, receivedRedirectUri, registeredRedirectUris } = detail.page ?? {}
  const restartUrl = toRestartUrl(detail.page, site)
  return {
    kind,
    at: site.parts.clock.now(),
    ...(restartUrl !== undefined && { restartUrl }),
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

/** Where to begin the request again. What a client posted stays out of the link. */
function toRestartUrl(page: Refusal['detail']['page'], site: Site): string | undefined {
  const parameters = page?.restartParameters
  if (parameters === undefined) return undefined
  return page?.restartIsPosted
    ? site.path('/authorize', sealPosted({ to: '/authorize', parameters }, site.parts))
    : `${site.path('/authorize')}?${parameters}`
}
