import type { LogoutOutcome } from '../../../flows/logout/log-out.ts'
import type { Browser } from '../../../flows/sign-in/browser.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { answerPage, answerSeeOther } from '../../answers/answer-page.ts'
import { writeSessions } from '../../edge/cookies.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import { FORM_TOKEN, formTokenOf } from '../../edge/form-token.ts'
import type { Site } from '../../site.ts'
import { toAppView } from '../../views/to-app-view.ts'
import { toPersonView, toSignedInView } from '../../views/to-person-view.ts'

type SignedOut = Extract<LogoutOutcome, { readonly step: 'signed-out' }>

/** Asks whether to sign out, or says who was signed out, or returns to the client. */
export function answerLogout(
  context: EdgeContext,
  site: Site,
  {
    outcome,
    parameters,
    browser,
  }: { readonly outcome: LogoutOutcome; readonly parameters: string; readonly browser: Browser },
): Response {
  if (outcome.step === 'ask') {
    const view: PageView<'signOut'> = {
      action: site.path('/sign-out'),
      hidden: { [FORM_TOKEN]: formTokenOf(browser, ['sign-out'], site.parts), logout: parameters },
      accounts: outcome.signedIn.map(toSignedInView),
      ...(outcome.client && { app: toAppView(outcome.client) }),
    }
    return answerPage(context, site, { page: site.pages.signOut, view })
  }
  const remaining = outcome.remaining.map(({ session }) => session.id)
  writeSessions(context, remaining, site.parts)
  const { returnUrl } = outcome
  if (outcome.isRedirected && returnUrl !== undefined) return answerSeeOther(context, returnUrl)
  const view = toSignedOutView(outcome, site)
  return answerPage(context, site, { page: site.pages.signedOut, view, formless: true })
}

function toSignedOutView(
  { client, ended, remaining, returnUrl }: SignedOut,
  site: Site,
): PageView<'signedOut'> {
  const app = client && toAppView(client)
  const onward = returnUrl ?? app?.homepage
  const [someone] = ended
  return {
    ...(onward !== undefined && { returnUrl: onward }),
    ...(app && { app }),
    signInUrl: site.path('/sign-in'),
    ...(someone && { account: toPersonView(someone.account) }),
    remaining: remaining.map(({ account }) => toPersonView(account)),
    accountUrl: site.path('/account'),
  }
}
