import { type LogoutOutcome, logOut } from '../../../flows/logout/log-out.ts'
import type { Browser } from '../../../flows/sign-in/browser.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { answerPage, answerSeeOther } from '../../answers/answer-page.ts'
import { callerOf } from '../../edge/caller-of.ts'
import { readOrStartBrowser, writeSessions } from '../../edge/cookies.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import { FORM_TOKEN, formTokenOf, readPostingBrowser, requireFormToken } from '../../edge/form-token.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readForm, readFormText, toQueryText } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import type { PageEndpoint, Site } from '../../site.ts'
import { toAppView } from '../../views/to-app-view.ts'
import { toPersonView } from '../../views/to-person-view.ts'

/** `GET /logout` (RP-Initiated Logout 1.0 §2). */
export const logoutEndpoint: PageEndpoint = async (context, site) => {
  const parameters = readQuery(context)
  const browser = readOrStartBrowser(context, site.parts)
  const options = { browser, caller: callerOf(context), confirmed: false }
  return answerLogout(context, site, {
    outcome: await logOut(parameters, options, site.parts),
    parameters,
    browser,
  })
}

/**
 * `POST /logout`: comes without our `Lax` cookies from the client's site, so it redirects to a GET, which has
 * them.
 */
export const logoutPostEndpoint: PageEndpoint = async (context, site) => {
  const parameters = await readFormText(
    fromFetchRequest(context.req.raw),
    site.parts.settings.limits.authorizationRequestBytes,
  )
  return answerSeeOther(context, `${site.path('/logout')}?${toQueryText(parameters)}`)
}

/** `POST /sign-out`: the person confirmed on our page. */
export const signOutEndpoint: PageEndpoint = async (context, site) => {
  const form = await readForm(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes)
  const browser = readPostingBrowser(context, site.parts)
  requireFormToken(form, { browser, purpose: ['sign-out'] }, site.parts)
  const parameters = form.get('logout') ?? ''
  const options = { browser, caller: callerOf(context), confirmed: true }
  return answerLogout(context, site, {
    outcome: await logOut(parameters, options, site.parts),
    parameters,
    browser,
  })
}

function answerLogout(
  context: EdgeContext,
  site: Site,
  { outcome, parameters, browser }: { outcome: LogoutOutcome; parameters: string; browser: Browser },
): Response {
  const app = outcome.client && { app: toAppView(outcome.client) }
  if (outcome.step === 'ask') {
    const view: PageView<'signOut'> = {
      action: site.path('/sign-out'),
      hidden: { [FORM_TOKEN]: formTokenOf(browser, ['sign-out'], site.parts), logout: parameters },
      accounts: outcome.signedIn.map(({ account }) => toPersonView(account)),
      ...app,
    }
    return answerPage(context, site, { page: site.pages.signOut, view })
  }
  writeSessions(context, [], site.parts)
  if (outcome.returnUrl !== undefined) return answerSeeOther(context, outcome.returnUrl)
  return answerPage(context, site, { page: site.pages.signedOut, view: { ...app }, formless: true })
}
