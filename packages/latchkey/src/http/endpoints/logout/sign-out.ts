import { logOut } from '../../../flows/logout/log-out.ts'
import { callerOf } from '../../edge/caller-of.ts'
import { readPostingBrowser, requireFormToken } from '../../edge/form-token.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readForm } from '../../edge/read-form.ts'
import type { PageEndpoint } from '../../site.ts'
import { answerLogout } from './answer-logout.ts'

/** `POST /sign-out`: the person confirmed on our page, for the account of the button or for all. */
export const signOutEndpoint: PageEndpoint = async (context, site) => {
  const form = await readForm(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes)
  const browser = readPostingBrowser(context, site.parts)
  requireFormToken(form, { browser, purpose: ['sign-out'] }, site.parts)
  const parameters = form.get('logout') ?? ''
  const sessionId = form.get('session')
  const confirmed = sessionId === undefined ? 'all' : { sessionId }
  const outcome = await logOut(parameters, { browser, caller: callerOf(context), confirmed }, site.parts)
  return answerLogout(context, site, { outcome, parameters, browser })
}
