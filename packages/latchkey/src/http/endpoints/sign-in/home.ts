import type { Browser } from '../../../flows/sign-in/browser.ts'
import { loadCurrentSession } from '../../../flows/sign-in/browser.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { answerPage } from '../../answers/answer-page.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import { FORM_TOKEN, formTokenOf } from '../../edge/form-token.ts'
import type { Site } from '../../site.ts'
import { toPersonView } from '../../views/person-view.ts'

/**
 * Where somebody goes who signs in for no app. Where the account area is closed, the sign-in page tells those
 * who are signed in that they are.
 */
export function homePath(site: Site): string {
  return site.path(site.parts.settings.areas.account ? '/account' : '/sign-in')
}

/** Shows who is signed in, and lets them sign out; `undefined` when nobody is. */
export async function answerSignedIn(
  context: EdgeContext,
  site: Site,
  browser: Browser,
): Promise<Response | undefined> {
  const signedIn = await loadCurrentSession(browser, site.parts)
  if (signedIn === undefined) return undefined
  const view: PageView<'signedIn'> = {
    action: site.path('/sign-out'),
    hidden: { [FORM_TOKEN]: formTokenOf(browser, ['sign-out'], site.parts) },
    account: toPersonView(signedIn.account),
  }
  return answerPage(context, site, { page: site.pages.signedIn, view })
}
