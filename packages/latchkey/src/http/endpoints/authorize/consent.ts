import { allow, deny } from '../../../flows/authorize/answer-consent.ts'
import { finish, openPosition, openPositionToDeny } from '../../../flows/authorize/continue-authorization.ts'
import { requireNamedAccount } from '../../../flows/authorize/require-named-account.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { toParameters } from '../../../protocol/parameters.ts'
import { answerAuthorization, requestPath } from '../../answers/answer-authorization.ts'
import { answerPage } from '../../answers/answer-page.ts'
import { callerOf } from '../../edge/caller-of.ts'
import { readOrStartBrowser } from '../../edge/cookies.ts'
import { readPostingBrowser, requireFormToken } from '../../edge/form-token.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readFormText } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import type { PageEndpoint } from '../../site.ts'
import { toAppView } from '../../views/to-app-view.ts'
import { toConsentGroups, toDestination } from '../../views/to-consent-view.ts'
import { toPersonView } from '../../views/to-person-view.ts'
import { namedPurposeOf, toNamedFields } from './named-account.ts'

/** `GET /consent`. Redirects to the right page if this is not the next step. */
export const consentEndpoint: PageEndpoint = async (context, site) => {
  const browser = readOrStartBrowser(context, site.parts)
  const sealed = toParameters(readQuery(context)).get('request') ?? ''
  const position = await openPosition(sealed, browser, site.parts)
  if (position.next.step !== 'consent' || position.signedIn === undefined) {
    return answerAuthorization(context, site, await finish(position, site.parts))
  }
  const view: PageView<'consent'> = {
    action: site.path('/consent'),
    hidden: toNamedFields(
      'consent',
      { pending: position.pending, namedAccountId: position.signedIn.account.id },
      { browser, site },
    ),
    app: toAppView(position.client),
    destination: toDestination(position.request.redirectUri),
    account: toPersonView(position.signedIn.account),
    switchAccountUrl: requestPath(site, '/choose-account', position.pending),
    groups: toConsentGroups(position, site.parts.settings.resources),
    offlineAccess: position.request.scopes.includes('offline_access'),
  }
  return answerPage(context, site, { page: site.pages.consent, view, uiLocales: position.request.uiLocales })
}

/**
 * `POST /consent`: the button was Allow or Deny; checked boxes are sent as `scope` and `resource`, once for
 * each box.
 */
export const consentPostEndpoint: PageEndpoint = async (context, site) => {
  const form = toParameters(
    await readFormText(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes),
  )
  const browser = readPostingBrowser(context, site.parts, form)
  const isAllowed = form.get('action') === 'allow'
  const open = isAllowed ? openPosition : openPositionToDeny
  const position = await open(form.get('request') ?? '', browser, site.parts)
  const { pending } = position
  requireFormToken(form, { browser, purpose: namedPurposeOf('consent', pending), pending }, site.parts)
  const caller = callerOf(context)
  if (!isAllowed) return deny(position, caller, site.parts)
  await requireNamedAccount(position, site.parts)
  const checked = { scopes: form.all('scope'), resources: form.all('resource') }
  const outcome = await allow(position, { caller, checked }, site.parts)
  return answerAuthorization(context, site, outcome)
}
