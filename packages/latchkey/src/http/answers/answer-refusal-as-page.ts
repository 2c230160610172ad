import type { PageView } from '../../pages/default-pages.ts'
import type { Refusal } from '../../protocol/refusal.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import type { Site } from '../site.ts'
import { toAppView } from '../views/to-app-view.ts'
import { answerClientError } from './answer-client-error.ts'
import { answerPage } from './answer-page.ts'
import { type ErrorAddress, errorPageOf } from './error-kind.ts'
import { pageOfForm } from './page-of-form.ts'
import { type Refused, waysOn } from './ways-on.ts'

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
  const at = toAddress(context, site)
  const [kind, status] = errorPageOf(refusal.reason, at)
  const retryAfter = refusal.detail.retryAfterSeconds
  if (retryAfter !== undefined) context.header('Retry-After', String(Math.max(1, retryAfter)))
  return answerPage(context, site, {
    page: site.pages.error,
    view: await toErrorView({ kind, at, formPage: pageOfForm(context, site) }, refusal, site),
    status,
    formless: true,
  })
}

/** What was asked for, as far as an error page depends on it. */
function toAddress({ req }: EdgeContext, site: Site): ErrorAddress {
  const isAt = (path: string) => req.path === site.path(path)
  if (isAt('/logout') || isAt('/sign-out')) return 'logout'
  return req.method === 'POST' && !isAt('/authorize') ? 'form' : 'authorize'
}

async function toErrorView(
  refused: Pick<Refused, 'kind' | 'at' | 'formPage'>,
  { reason, detail }: Refusal,
  site: Site,
): Promise<ErrorView> {
  const { app, expiredMinutesAgo, receivedRedirectUri, registeredRedirectUris } = detail.page ?? {}
  const client = app && (await site.parts.clients.find(app.clientId))
  return {
    kind: refused.kind,
    at: site.parts.clock.now(),
    onward: waysOn({ ...refused, page: detail.page ?? {}, client }, site),
    ...(client !== undefined && { app: toAppView(client) }),
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
