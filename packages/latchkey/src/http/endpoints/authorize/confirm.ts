import { confirm } from '../../../flows/authorize/answer-consent.ts'
import { answerAuthorization } from '../../answers/answer-authorization.ts'
import { answerPage } from '../../answers/answer-page.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readForm } from '../../edge/read-form.ts'
import type { PageEndpoint } from '../../site.ts'
import { openAskingPage, requireYes } from './asking-page.ts'

/** `GET /confirm`. Redirects to the right page if this is not the next step. */
export const confirmEndpoint: PageEndpoint = async (context, site) => {
  const opened = await openAskingPage('confirm', context, site)
  if (opened instanceof Response) return opened
  const { view, position } = opened
  return answerPage(context, site, { page: site.pages.confirm, view, uiLocales: position.request.uiLocales })
}

/** `POST /confirm`: the button was Continue or Cancel. */
export const confirmPostEndpoint: PageEndpoint = async (context, site) => {
  const form = await readForm(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes)
  const position = await requireYes(form, { step: 'confirm', yes: 'continue' }, { context, site })
  return answerAuthorization(context, site, await confirm(position, site.parts))
}
