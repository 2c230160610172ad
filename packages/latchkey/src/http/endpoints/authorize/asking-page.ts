import {
  type AuthorizationPosition,
  finish,
  openPosition,
} from '../../../flows/authorize/continue-authorization.ts'
import { requireNamedAccount } from '../../../flows/authorize/require-named-account.ts'
import type { Browser } from '../../../flows/sign-in/browser.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import type { HiddenFields } from '../../../pages/page.ts'
import type { PendingAuthorization } from '../../../protocol/authorize/pending-authorization.ts'
import { type Parameters, toParameters } from '../../../protocol/parameters.ts'
import { answerAuthorization, requestPath } from '../../answers/answer-authorization.ts'
import { readOrStartBrowser } from '../../edge/cookies.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import { FORM_TOKEN, type FormPurpose, formTokenOf } from '../../edge/form-token.ts'
import { readQuery } from '../../edge/read-query.ts'
import type { Site } from '../../site.ts'
import { toAppView } from '../../views/to-app-view.ts'
import { toDestination } from '../../views/to-consent-view.ts'
import { toPersonView } from '../../views/to-person-view.ts'
import { requireNotDenied } from './require-not-denied.ts'

/** The steps in which a person who is signed in is asked about an app. Their yes counts for nobody else. */
type AskingStep = 'consent' | 'confirm'

/** The position of such a page and what both of them show; or where to go if this is not the next step. */
export async function openAskingPage(
  step: AskingStep,
  context: EdgeContext,
  site: Site,
): Promise<{ readonly position: AuthorizationPosition; readonly view: PageView<'confirm'> } | Response> {
  const browser = readOrStartBrowser(context, site.parts)
  const sealed = toParameters(readQuery(context)).get('request') ?? ''
  const position = await openPosition(sealed, browser, site.parts)
  const { pending, client, request, signedIn } = position
  if (position.next.step !== step || signedIn === undefined) {
    return answerAuthorization(context, site, await finish(position, site.parts))
  }
  const named = { ...pending, namedAccountId: signedIn.account.id }
  const view = {
    action: site.path(`/${step}`),
    hidden: toHiddenFields(step, named, { browser, site }),
    app: toAppView(client),
    destination: toDestination(request.redirectUri),
    account: toPersonView(signedIn.account),
    switchAccountUrl: requestPath(site, '/choose-account', pending),
  }
  return { position, view }
}

/**
 * The position of a form whose button meant yes.
 * @throws Refusal when it was another button, or the form or its person is not the right one
 */
export async function requireYes(
  form: Parameters,
  { step, yes }: { readonly step: AskingStep; readonly yes: string },
  { context, site }: { readonly context: EdgeContext; readonly site: Site },
): Promise<AuthorizationPosition> {
  const press = {
    isDenied: form.get('action') !== yes,
    purposeOf: (pending: PendingAuthorization) => purposeOf(step, pending),
  }
  const { position } = await requireNotDenied(form, press, { context, site })
  await requireNamedAccount(position, site.parts)
  return position
}

/** What the form carries along: the request, and the account that the page names. */
function toHiddenFields(
  step: AskingStep,
  named: PendingAuthorization,
  { browser, site }: { readonly browser: Browser; readonly site: Site },
): HiddenFields {
  return {
    [FORM_TOKEN]: formTokenOf(browser, purposeOf(step, named), site.parts),
    request: site.parts.sealer.seal('pending_authorization', named),
  }
}

/** A request without the account, as it stands in the page's address, is good for no form. */
function purposeOf(step: AskingStep, { id, namedAccountId }: PendingAuthorization): FormPurpose {
  return [step, id, namedAccountId ?? '']
}
