import { allow } from '../../../flows/authorize/answer-consent.ts'
import { toParameters } from '../../../protocol/parameters.ts'
import { answerAuthorization } from '../../answers/answer-authorization.ts'
import { answerPage } from '../../answers/answer-page.ts'
import { callerOf } from '../../edge/caller-of.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readFormText } from '../../edge/read-form.ts'
import type { PageEndpoint } from '../../site.ts'
import { toConsentGroups } from '../../views/to-consent-view.ts'
import { openAskingPage, requireYes } from './asking-page.ts'

/** The most fields of the form: one for each scope and API that may be left out, and some hidden ones. */
const MOST_FIELDS = 1000

/** `GET /consent`. Redirects to the right page if this is not the next step. */
export const consentEndpoint: PageEndpoint = async (context, site) => {
  const opened = await openAskingPage('consent', context, site)
  if (opened instanceof Response) return opened
  const { position } = opened
  const view = {
    ...opened.view,
    groups: toConsentGroups(position, site.parts.settings.resources),
    offlineAccess: position.request.scopes.includes('offline_access'),
  }
  return answerPage(context, site, { page: site.pages.consent, view, uiLocales: position.request.uiLocales })
}

/**
 * `POST /consent`: the button was Allow or Deny; checked boxes are sent as `scope` and `resource`, once for
 * each box.
 */
export const consentPostEndpoint: PageEndpoint = async (context, site) => {
  const { bodyBytes } = site.parts.settings.limits
  const form = toParameters(await readFormText(fromFetchRequest(context.req.raw), bodyBytes), MOST_FIELDS)
  const position = await requireYes(form, { step: 'consent', yes: 'allow' }, { context, site })
  const checked = { scopes: form.all('scope'), resources: form.all('resource') }
  const outcome = await allow(position, { caller: callerOf(context), checked }, site.parts)
  return answerAuthorization(context, site, outcome)
}
