import { loadCurrentSession } from '../../../flows/sign-in/browser.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { answerPage, answerSeeOther } from '../../answers/answer-page.ts'
import { meetBrowser } from '../../edge/cookies.ts'
import { FORM_TOKEN, formTokenOf } from '../../edge/form-token.ts'
import type { PageEndpoint } from '../../site.ts'
import { toPersonView } from '../../views/person-view.ts'

/** `GET /account`: shows who is signed in, and lets them sign out. */
export const accountEndpoint: PageEndpoint = async (context, site) => {
  const browser = meetBrowser(context, site.parts)
  const signedIn = await loadCurrentSession(browser, site.parts)
  if (signedIn === undefined) return answerSeeOther(context, site.path('/sign-in'))
  const view: PageView<'signedIn'> = {
    action: site.path('/sign-out'),
    hidden: { [FORM_TOKEN]: formTokenOf(browser, ['sign-out'], site.parts) },
    account: toPersonView(signedIn.account),
  }
  return answerPage(context, site, { page: site.pages.signedIn, view })
}

/**
 * `GET /`: redirects a person who types our address. An app that we are mounted in has a front page of its
 * own.
 */
export const frontEndpoint: PageEndpoint = async (context, site) =>
  answerSeeOther(context, site.path('/account'))
