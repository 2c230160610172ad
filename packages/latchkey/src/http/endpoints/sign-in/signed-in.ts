import type { Browser } from '../../../flows/sign-in/browser.ts'
import { loadSessions } from '../../../flows/sign-in/browser.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { answerPage, answerSeeOther } from '../../answers/answer-page.ts'
import { readOrStartBrowser } from '../../edge/cookies.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import { FORM_TOKEN, formTokenOf } from '../../edge/form-token.ts'
import type { PageEndpoint, Site } from '../../site.ts'
import { toSignedInView } from '../../views/to-person-view.ts'

/** `GET /account`: shows who is signed in, and lets each of them sign out. */
export const accountEndpoint: PageEndpoint = async (context, site) => {
  const answer = await answerSignedIn(context, site, readOrStartBrowser(context, site.parts))
  return answer ?? answerSeeOther(context, site.path('/sign-in'))
}

/** Shows who is signed in, and lets each of them sign out; `undefined` when nobody is. */
export async function answerSignedIn(
  context: EdgeContext,
  site: Site,
  browser: Browser,
): Promise<Response | undefined> {
  const signedIn = await loadSessions(browser, site.parts)
  if (signedIn.length === 0) return undefined
  const view: PageView<'signedIn'> = {
    action: site.path('/sign-out'),
    hidden: { [FORM_TOKEN]: formTokenOf(browser, ['sign-out'], site.parts) },
    accounts: signedIn.map(toSignedInView),
  }
  return answerPage(context, site, { page: site.pages.signedIn, view })
}
