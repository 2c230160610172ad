import { type AuthorizationPosition, openPosition } from '../../../flows/authorize/continue-authorization.ts'
import type { Browser } from '../../../flows/sign-in/browser.ts'
import { signUp } from '../../../flows/sign-in/sign-up.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import type { SignUpForm } from '../../../ports/accounts.ts'
import { toParameters } from '../../../protocol/parameters.ts'
import { requestPath } from '../../answers/answer-authorization.ts'
import { answerPage, answerSeeOther } from '../../answers/answer-page.ts'
import { callerOf } from '../../edge/caller-of.ts'
import { readOrStartBrowser } from '../../edge/cookies.ts'
import type { EdgeContext } from '../../edge/edge-context.ts'
import {
  FORM_TOKEN,
  type FormPurpose,
  formTokenOf,
  readPostingBrowser,
  requireFormToken,
} from '../../edge/form-token.ts'
import { fromFetchRequest } from '../../edge/from-fetch-request.ts'
import { readForm } from '../../edge/read-form.ts'
import { readQuery } from '../../edge/read-query.ts'
import type { PageEndpoint, Site } from '../../site.ts'
import { toAppView } from '../../views/to-app-view.ts'

/** Characters; an invitation with the longest email address has about 1,500. */
const LONGEST_INVITATION = 4096

interface SignUpPage {
  readonly browser: Browser
  readonly position: AuthorizationPosition | undefined
  readonly invitation: string | undefined
}

/** `GET /sign-up`. */
export const signUpEndpoint: PageEndpoint = async (context, site) => {
  const query = toParameters(readQuery(context))
  const browser = readOrStartBrowser(context, site.parts)
  const page = await loadPage(browser, site, query)
  const closed = whyClosed(page, site)
  if (closed !== undefined) return answerClosed(context, site, page, closed)
  return answerSignUp(context, site, page, {
    username: page.position?.request.loginHint ?? '',
    name: '',
    problems: [],
  })
}

/** `POST /sign-up`. A known username gets the same response as a new one: sign in, please. */
export const signUpPostEndpoint: PageEndpoint = async (context, site) => {
  const form = await readForm(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes)
  const browser = readPostingBrowser(context, site.parts)
  const page = await loadPage(browser, site, form)
  requireFormToken(form, { browser, purpose: purposeOf(page) }, site.parts)
  const name = form.get('name')?.trim()
  const filled: SignUpForm = {
    username: form.get('username')?.trim() ?? '',
    password: form.get('password') ?? '',
    ...(name !== undefined && { name }),
    ...(page.invitation !== undefined && { invitation: page.invitation }),
  }
  const answer = await signUp(filled, callerOf(context), site.parts)
  switch (answer.outcome) {
    case 'closed':
      return answerClosed(context, site, page, 'closed')
    case 'invitation_invalid':
      return answerClosed(context, site, page, 'invitation_invalid')
    case 'invalid':
      return answerSignUp(context, site, page, {
        username: filled.username,
        name: name ?? '',
        problems: answer.problems,
      })
    case 'accepted':
      return answerSeeOther(
        context,
        requestPath(site, '/sign-in', page.position?.pending, {
          notice: 'signed_up',
          username: filled.username,
        }),
      )
  }
}

async function loadPage(
  browser: Browser,
  site: Site,
  sent: { get(name: string): string | undefined },
): Promise<SignUpPage> {
  const sealed = sent.get('request')
  const position = sealed === undefined ? undefined : await openPosition(sealed, browser, site.parts)
  return { browser, position, invitation: sent.get('invitation')?.slice(0, LONGEST_INVITATION) }
}

function whyClosed(page: SignUpPage, site: Site): PageView<'signUpClosed'>['reason'] | undefined {
  const { signUp: offered } = site.parts.accounts
  if (offered === undefined) return 'closed'
  return offered.mode === 'invite' && page.invitation === undefined ? 'invitation_missing' : undefined
}

function answerClosed(
  context: EdgeContext,
  site: Site,
  page: SignUpPage,
  reason: PageView<'signUpClosed'>['reason'],
): Response {
  const view = { reason, signInUrl: requestPath(site, '/sign-in', page.position?.pending) }
  return answerPage(context, site, { page: site.pages.signUpClosed, view, status: 403, formless: true })
}

function answerSignUp(
  context: EdgeContext,
  site: Site,
  page: SignUpPage,
  shown: Pick<PageView<'signUp'>, 'username' | 'name' | 'problems'>,
): Response {
  const { browser, position, invitation } = page
  const view: PageView<'signUp'> = {
    action: site.path('/sign-up'),
    hidden: {
      [FORM_TOKEN]: formTokenOf(browser, purposeOf(page), site.parts),
      ...(position && { request: site.parts.sealer.seal('pending_authorization', position.pending) }),
      ...(invitation !== undefined && { invitation }),
    },
    ...(position && { app: toAppView(position.client) }),
    signInUrl: requestPath(site, '/sign-in', position?.pending),
    minimumPasswordLength: site.parts.accounts.signUp?.minimumPasswordLength ?? 0,
    ...shown,
  }
  const status = shown.problems.length > 0 ? 422 : 200
  return answerPage(context, site, {
    page: site.pages.signUp,
    view,
    status,
    uiLocales: position?.request.uiLocales,
  })
}

function purposeOf({ position }: SignUpPage): FormPurpose {
  return ['sign-up', position?.pending.id ?? '']
}
