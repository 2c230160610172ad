import { confirm, deny } from '../../../flows/authorize/answer-consent.ts'
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
import { readForm } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import type { PageEndpoint } from '../../site.ts'
import { toAppView } from '../../views/to-app-view.ts'
import { toDestination } from '../../views/to-consent-view.ts'
import { toPersonView } from '../../views/to-person-view.ts'
import { namedPurposeOf, toNamedFields } from './named-account.ts'

/** `GET /confirm`. Redirects to the right page if this is not the next step. */
export const confirmEndpoint: PageEndpoint = async (context, site) => {
  const browser = readOrStartBrowser(context, site.parts)
  const sealed = toParameters(readQuery(context)).get('request') ?? ''
  const position = await openPosition(sealed, browser, site.parts)
  if (position.next.step !== 'confirm' || position.signedIn === undefined) {
    return answerAuthorization(context, site, await finish(position, site.parts))
  }
  const view: PageView<'confirm'> = {
    action: site.path('/confirm'),
    hidden: toNamedFields(
      'confirm',
      { pending: position.pending, namedAccountId: position.signedIn.account.id },
      { browser, site },
    ),
    app: toAppView(position.client),
    destination: toDestination(position.request.redirectUri),
    account: toPersonView(position.signedIn.account),
    switchAccountUrl: requestPath(site, '/choose-account', position.pending),
  }
  return answerPage(context, site, { page: site.pages.confirm, view, uiLocales: position.request.uiLocales })
}

/** `POST /confirm`: the button was Continue or Cancel. */
export const confirmPostEndpoint: PageEndpoint = async (context, site) => {
  const form = await readForm(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes)
  const browser = readPostingBrowser(context, site.parts, form)
  const isConfirmed = form.get('action') === 'continue'
  const open = isConfirmed ? openPosition : openPositionToDeny
  const position = await open(form.get('request') ?? '', browser, site.parts)
  const { pending } = position
  requireFormToken(form, { browser, purpose: namedPurposeOf('confirm', pending), pending }, site.parts)
  if (!isConfirmed) return deny(position, callerOf(context), site.parts)
  await requireNamedAccount(position, site.parts)
  return answerAuthorization(context, site, await confirm(position, site.parts))
}
