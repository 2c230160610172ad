import { openPosition, resume } from '../../../flows/authorize/continue-authorization.ts'
import { loadSessions } from '../../../flows/sign-in/browser.ts'
import { chooseAccount } from '../../../flows/sign-in/choose-account.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import type { PendingAuthorization } from '../../../protocol/authorize/pending-authorization.ts'
import { toParameters } from '../../../protocol/parameters.ts'
import { answerAuthorization, requestPath } from '../../answers/answer-authorization.ts'
import { answerPage, answerSeeOther } from '../../answers/answer-page.ts'
import { readOrStartBrowser, writeSessions } from '../../edge/cookies.ts'
import { FORM_TOKEN, type FormPurpose, formTokenOf } from '../../edge/form-token.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readForm } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import type { PageEndpoint } from '../../site.ts'
import { toAppView } from '../../views/to-app-view.ts'
import { toPersonView } from '../../views/to-person-view.ts'
import { requireNotDenied } from '../authorize/require-not-denied.ts'

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
      [FORM_TOKEN]: formTokenOf(browser, purposeOf(pending), site.parts),
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
  const press = { isDenied: form.get('action') === 'cancel', purposeOf }
  const { position, browser } = await requireNotDenied(form, press, { context, site })
  const chosen = await chooseAccount(form.get('session'), position.pending, browser, site.parts)
  writeSessions(context, chosen.browser.sessionIds, site.parts)
  return answerAuthorization(context, site, await resume(chosen.pending, chosen.browser, site.parts))
}

function purposeOf({ id }: PendingAuthorization): FormPurpose {
  return ['choose-account', id]
}
