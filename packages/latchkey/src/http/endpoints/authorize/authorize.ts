import { authorize } from '../../../flows/authorize/authorize.ts'
import { answerAuthorization } from '../../answers/answer-authorization.ts'
import { answerSeeOther } from '../../answers/answer-page.ts'
import { readOrStartBrowser } from '../../edge/cookies.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readPosted, sealPosted } from '../../edge/posted-request.ts'
import { readFormText, toQueryText } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import { requireRequestSize } from '../../edge/require-request-size.ts'
import type { PageEndpoint } from '../../site.ts'

/** `GET /authorize` (OAuth 2.1 §3.1). */
export const authorizeEndpoint: PageEndpoint = async (context, site) => {
  const request = readPosted(readQuery(context), '/authorize', site.parts)
  requireRequestSize(request.parameters, site.parts.settings)
  const browser = readOrStartBrowser(context, site.parts)
  return answerAuthorization(context, site, await authorize(request, browser, site.parts))
}

/**
 * `POST /authorize` (OpenID Connect Core §3.1.2.1): redirects to the same request by GET, sealed.
 */
export const authorizePostEndpoint: PageEndpoint = async (context, site) => {
  const { authorizationRequestBytes } = site.parts.settings.limits
  const body = await readFormText(fromFetchRequest(context.req.raw), authorizationRequestBytes)
  const parameters = toQueryText(body)
  requireRequestSize(parameters, site.parts.settings)
  return answerSeeOther(
    context,
    site.path('/authorize', sealPosted({ to: '/authorize', parameters }, site.parts)),
  )
}
