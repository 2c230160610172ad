import { deny } from '../../../flows/authorize/answer-consent.ts'
import { openPosition, openPositionToDeny, resume } from '../../../flows/authorize/continue-authorization.ts'
import { loadSessions } from '../../../flows/sign-in/browser.ts'
import { chooseAccount } from '../../../flows/sign-in/choose-account.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { toParameters } from '../../../protocol/parameters.ts'
import { answerAuthorization, requestPath } from '../../answers/answer-authorization.ts'
import { answerPage, answerSeeOther } from '../../answers/answer-page.ts'
import { callerOf } from '../../edge/caller-of.ts'
import { readOrStartBrowser, writeSessions } from '../../edge/cookies.ts'
import { FORM_TOKEN, formTokenOf, readPostingBrowser, requireFormToken } from '../../edge/form-token.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readForm } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import type { PageEndpoint } from '../../site.ts'
import { toAppView } from '../../views/to-app-view.ts'
import { toPersonView } from '../../views/to-person-view.ts'

/**
 * `GET /choose-account`: lets the person choose one of the accounts signed in here (OpenID Connect
 * Core §3.1.2.1, `select_account`).
 */
export const chooseAccountEndpoint: PageEndpoint = async (context, site) => {
  const browser = readOrStartBrowser(context, site.parts)
  const sealed = toParameters(readQuery(context)).get('request') ?? ''
  const { pending, client, request } = await openPosition(sealed, browser, site.parts)
  const sessions = await loadSessions(browser, site.parts)
  const useAnotherUrl = requestPath(site, '/sign-in', pending)
  if (sessions.length === 0) return answerSeeOther(context, useAnotherUrl)
  const view: PageView<'chooseAccount'> = {
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
  const form = await readForm(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes)
  const browser = readPostingBrowser(context, site.parts, form)
  const isCancelled = form.get('action') === 'cancel'
  const open = isCancelled ? openPositionToDeny : openPosition
  const position = await open(form.get('request') ?? '', browser, site.parts)
  const { pending } = position
  requireFormToken(form, { browser, purpose: ['choose-account', pending.id], pending }, site.parts)
  if (isCancelled) return deny(position, callerOf(context), site.parts)
  const chosen = await chooseAccount(form.get('session'), pending, browser, site.parts)
  writeSessions(context, chosen.browser.sessionIds, site.parts)
  return answerAuthorization(context, site, await resume(chosen.pending, chosen.browser, site.parts))
}
