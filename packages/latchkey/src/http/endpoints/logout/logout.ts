import { endSessionOfHint } from '../../../flows/logout/end-session-of-hint.ts'
import { logOut } from '../../../flows/logout/log-out.ts'
import { type Parameters, toParameters } from '../../../protocol/parameters.ts'
import { refuse } from '../../../protocol/refusal.ts'
import { answerSeeOther } from '../../answers/answer-page.ts'
import { callerOf } from '../../edge/caller-of.ts'
import { readOrStartBrowser } from '../../edge/cookies.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { hasNoMarkOfBrowser, isProgram } from '../../edge/is-program.ts'
import { readPosted, sealPosted } from '../../edge/posted-request.ts'
import { readFormText, toQueryText } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import { requireRequestSize } from '../../edge/require-request-size.ts'
import type { PageEndpoint, Site } from '../../site.ts'
import { answerLogout } from './answer-logout.ts'

/** `GET /logout` (RP-Initiated Logout 1.0 §2). */
export const logoutEndpoint: PageEndpoint = async (context, site) => {
  noticeProgram(context, site)
  const { parameters } = readPosted(readQuery(context), '/logout', site.parts)
  // Credentials are never in the query (OAuth 2.1 §2.4.1).
  const answer = await answerProgram(context, site, { parameters, credentials: toParameters('') })
  if (answer !== undefined) return answer
  const browser = readOrStartBrowser(context, site.parts)
  const outcome = await logOut(parameters, { browser, caller: callerOf(context) }, site.parts)
  return answerLogout(context, site, { outcome, parameters, browser })
}

/** `POST /logout`: redirects a browser to the same request by GET, sealed. */
export const logoutPostEndpoint: PageEndpoint = async (context, site) => {
  noticeProgram(context, site)
  const body = await readFormText(
    fromFetchRequest(context.req.raw),
    site.parts.settings.limits.authorizationRequestBytes,
  )
  const parameters = withoutCredentials(toQueryText(body))
  requireRequestSize(parameters, site.parts.settings)
  const answer = await answerProgram(context, site, { parameters, credentials: toParameters(body) })
  return (
    answer ??
    answerSeeOther(context, site.path('/logout', sealPosted({ to: '/logout', parameters }, site.parts)))
  )
}

/** A browser carries the request on in URLs and forms, where no secret of a client should be. */
function withoutCredentials(parameters: string): string {
  const query = new URLSearchParams(parameters)
  for (const name of ['client_secret', 'client_assertion']) query.delete(name)
  return query.toString()
}

/** From here on, a program gets errors as JSON. */
function noticeProgram(context: EdgeContext, site: Site): void {
  context.set('isProgram', isProgram(context, site.parts.settings))
}

/**
 * Answers a program: with 204 when it ended the session of its ID token, else with an error as JSON.
 * `undefined` for a browser, and for whatever can show our pages and proves nothing as a program.
 */
async function answerProgram(
  context: EdgeContext,
  site: Site,
  { parameters, credentials }: { readonly parameters: string; readonly credentials: Parameters },
): Promise<Response | undefined> {
  if (!hasNoMarkOfBrowser(context, site.parts.settings)) return undefined
  const authorization = context.req.header('authorization')
  const request = { authorization, parameters: credentials, caller: callerOf(context) }
  const answer = await endSessionOfHint(parameters, request, site.parts)
  if (answer.outcome === 'refused') {
    return context.get('isProgram') ? refuse('logout_request_invalid', answer.problem) : undefined
  }
  context.header('Cache-Control', 'no-store')
  return context.body(null, 204)
}
