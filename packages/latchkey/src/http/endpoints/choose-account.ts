import { loadSessions } from '../../flows/browser.ts'
import { chooseAccount } from '../../flows/choose-account.ts'
import { loadPosition, openPosition, resume } from '../../flows/continue-authorization.ts'
import { deny } from '../../flows/decide-consent.ts'
import { loadPending } from '../../flows/pending.ts'
import type { ChooseAccountView } from '../../pages/page.ts'
import { toParameters } from '../../protocol/parameters.ts'
import { answerAuthorization, stepPath } from '../answer-authorization.ts'
import { answerPage, answerSeeOther } from '../answer-page.ts'
import { toAppView } from '../app-view.ts'
import { callerOf } from '../caller.ts'
import { meetBrowser, writeSessions } from '../cookies.ts'
import { toArrival } from '../fetch-arrival.ts'
import { FORM_TOKEN, formTokenOf, readPostingBrowser, requireFormToken } from '../form-token.ts'
import { toPersonView } from '../person-view.ts'
import { readForm } from '../read-form.ts'
import { readQuery } from '../read-query.ts'
import type { PageEndpoint } from '../site.ts'

/** `GET /choose-account`: who of those signed in here goes on (OpenID Connect Core §3.1.2.1, `select_account`). */
export const chooseAccountEndpoint: PageEndpoint = async (context, site) => {
  const browser = meetBrowser(context, site.parts)
  const sealed = toParameters(readQuery(context)).get('request') ?? ''
  const { pending, client, request } = await openPosition(sealed, browser, site.parts)
  const sessions = await loadSessions(browser, site.parts)
  const useAnotherUrl = stepPath(site, 'sign-in', pending)
  if (sessions.length === 0) return answerSeeOther(context, useAnotherUrl)
  const view: ChooseAccountView = {
    action: site.path('/choose-account'),
    hidden: {
      [FORM_TOKEN]: formTokenOf(browser, ['choose-account', pending.id], site.parts),
      request: sealed,
    },
    app: toAppView(client),
    accounts: sessions.map(({ session, account }) => ({
      session: session.id,
      ...toPersonView(account),
      lastSeenAt: session.lastSeenAt,
    })),
    useAnotherUrl,
    cancellable: true,
  }
  return answerPage(context, site, { page: site.pages.chooseAccount, view, uiLocales: request.uiLocales })
}

/** `POST /choose-account`. */
export const chooseAccountPostEndpoint: PageEndpoint = async (context, site) => {
  const form = await readForm(toArrival(context.req.raw), site.parts.settings.limits.bodyBytes)
  const browser = readPostingBrowser(context, site.parts)
  const pending = await loadPending(form.get('request') ?? '', browser, site.parts)
  requireFormToken(form, { browser, purpose: ['choose-account', pending.id] }, site.parts)
  if (form.get('action') === 'cancel')
    return deny(await loadPosition(pending, browser, site.parts), callerOf(context), site.parts)
  const chosen = chooseAccount(form.get('session'), pending, browser)
  writeSessions(context, chosen.browser.sessionIds, site.parts)
  return answerAuthorization(context, site, await resume(chosen.pending, chosen.browser, site.parts))
}
