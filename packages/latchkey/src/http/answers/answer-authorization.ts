import type { AuthorizationOutcome } from '../../flows/authorize/continue-authorization.ts'
import type { AuthorizationResponse } from '../../protocol/authorize/authorization-response.ts'
import type { PendingAuthorization } from '../../protocol/authorize/pending-authorization.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import type { Site } from '../site.ts'
import { toAppView } from '../views/to-app-view.ts'
import { answerPage, answerSeeOther } from './answer-page.ts'

/** Shows the next page, or sends the response to the client. */
export async function answerAuthorization(
  context: EdgeContext,
  site: Site,
  outcome: AuthorizationOutcome,
): Promise<Response> {
  if (outcome.step === 'respond') return answerClient(context, site, outcome.response)
  return answerSeeOther(context, requestPath(site, `/${outcome.step}`, outcome.pending))
}

/** The URL path of a page that continues a request. */
export function requestPath(
  site: Site,
  path: `/${string}`,
  pending: PendingAuthorization | undefined,
  query: Readonly<Record<string, string>> = {},
): string {
  const request = pending && site.parts.sealer.seal('pending_authorization', pending)
  return site.path(path, { request, ...query })
}

/**
 * Sends the response to the client. After one of our forms, an app's own scheme is opened from a page that
 * stays behind and says so; everything else is a plain redirect.
 */
export async function answerClient(
  context: EdgeContext,
  site: Site,
  response: AuthorizationResponse,
): Promise<Response> {
  const app = toAppView(await site.parts.clients.find(response.clientId))
  if (response.mode === 'form_post') {
    const view = { action: response.url, fields: response.fields, app }
    return answerPage(context, site, { page: site.pages.formPost, view, formless: true })
  }
  const ownScheme = !/^https?:/.test(response.url)
  if (ownScheme && context.req.method === 'POST') {
    return answerPage(context, site, {
      page: site.pages.handOff,
      view: { url: response.url, app },
      formless: true,
    })
  }
  return answerSeeOther(context, response.url)
}
