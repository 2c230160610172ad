import { deny } from '../../../flows/authorize/answer-consent.ts'
import {
  type AuthorizationPosition,
  openPosition,
  openPositionToDeny,
  resume,
} from '../../../flows/authorize/continue-authorization.ts'
import type { Browser } from '../../../flows/sign-in/browser.ts'
import { type SignInResult, signIn } from '../../../flows/sign-in/sign-in.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { PasswordHashingBusy } from '../../../ports/accounts.ts'
import { type Parameters, toParameters } from '../../../protocol/parameters.ts'
import { answerAuthorization, requestPath } from '../../answers/answer-authorization.ts'
import { RETRY_SECONDS } from '../../answers/answer-error.ts'
import { answerPage, answerSeeOther } from '../../answers/answer-page.ts'
import { homePath } from '../../answers/home-path.ts'
import { callerOf } from '../../edge/caller-of.ts'
import {
  readAcquaintances,
  readOrStartBrowser,
  writeAcquaintances,
  writeSessions,
} from '../../edge/cookies.ts'
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
import { answerSignedIn } from './signed-in.ts'
import { typedUsername } from './typed-username.ts'

/** What a sign-in page is for: a client's request, or just signing in here. */
interface SignInPage {
  readonly browser: Browser
  readonly position: AuthorizationPosition | undefined
}

/** `GET /sign-in`. */
export const signInEndpoint: PageEndpoint = async (context, site) => {
  const query = toParameters(readQuery(context))
  const browser = readOrStartBrowser(context, site.parts)
  const page = await loadPage(browser, site, query.get('request'))
  if (isHome(page, query, site)) {
    const answer = await answerSignedIn(context, site, browser)
    if (answer !== undefined) return answer
  }
  const notice = query.get('notice') === 'signed_up' ? { notice: 'signed_up' as const } : {}
  return answerSignIn(context, site, page, {
    username: query.get('username')?.slice(0, 254) ?? hintOf(page),
    ...notice,
  })
}

/** `POST /sign-in`: the button was Sign in or Cancel. */
export const signInPostEndpoint: PageEndpoint = async (context, site) => {
  const form = await readForm(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes)
  const browser = readPostingBrowser(context, site.parts, form)
  const isCancelled = form.get('action') === 'cancel'
  const page = await loadPage(
    browser,
    site,
    form.get('request'),
    isCancelled ? openPositionToDeny : openPosition,
  )
  const bound = { browser, purpose: purposeOf(page), pending: page.position?.pending }
  requireFormToken(form, bound, site.parts)
  if (isCancelled && page.position !== undefined) return deny(page.position, callerOf(context), site.parts)
  const credentials = { username: typedUsername(form), password: form.get('password') ?? '' }
  const missing = (['username', 'password'] as const).filter((field) => credentials[field] === '')
  if (missing.length > 0) {
    const problem = { kind: 'missing_fields', fields: missing } as const
    return answerSignIn(context, site, page, { username: credentials.username, problem })
  }
  const result = await trySignIn(credentials, page, context, site)
  if (result.outcome !== 'signed_in')
    return answerProblem(context, site, page, { result, username: credentials.username })
  writeSessions(context, result.browser.sessionIds, site.parts)
  writeAcquaintances(context, result.browser.acquaintances, site.parts)
  if (page.position === undefined) return answerSeeOther(context, homePath(site))
  const pending = { ...page.position.pending, signedInAccountId: result.session.accountId }
  return answerAuthorization(context, site, await resume(pending, result.browser, site.parts))
}

async function loadPage(
  browser: Browser,
  site: Site,
  sealed: string | undefined,
  open: typeof openPosition = openPosition,
): Promise<SignInPage> {
  const position = sealed === undefined ? undefined : await open(sealed, browser, site.parts)
  return { browser, position }
}

/** Where {@link homePath} leads while the account area is closed. Who has just signed up gets the form. */
function isHome({ position }: SignInPage, query: Parameters, site: Site): boolean {
  return !site.parts.settings.areas.account && position === undefined && query.get('notice') === undefined
}

type TriedSignIn = SignInResult | { readonly outcome: 'busy' }

async function trySignIn(
  credentials: { readonly username: string; readonly password: string },
  page: SignInPage,
  context: EdgeContext,
  site: Site,
): Promise<TriedSignIn> {
  try {
    const browser = { ...page.browser, acquaintances: readAcquaintances(context, site.parts) }
    return await signIn(credentials, browser, callerOf(context), site.parts)
  } catch (cause) {
    if (cause instanceof PasswordHashingBusy) return { outcome: 'busy' }
    throw cause
  }
}

/** The page again with a problem, and with what was typed, except the password. */
function answerProblem(
  context: EdgeContext,
  site: Site,
  page: SignInPage,
  { result, username }: { result: Exclude<TriedSignIn, { outcome: 'signed_in' }>; username: string },
): Response {
  switch (result.outcome) {
    case 'wrong_credentials':
      return answerSignIn(context, site, page, { username, problem: { kind: 'wrong_credentials' } })
    case 'disabled':
      return answerSignIn(context, site, page, { username, problem: { kind: 'disabled' } })
    case 'busy':
      context.header('Retry-After', String(RETRY_SECONDS))
      return answerSignIn(context, site, page, { username, problem: { kind: 'busy' }, status: 503 })
    case 'locked':
      context.header('Retry-After', String(Math.max(1, result.until - site.parts.clock.now())))
      return answerSignIn(context, site, page, {
        username,
        problem: { kind: 'locked', until: result.until, onlyHere: result.onlyHere },
        status: 429,
      })
  }
}

function answerSignIn(
  context: EdgeContext,
  site: Site,
  page: SignInPage,
  options: Pick<PageView<'signIn'>, 'username' | 'notice' | 'problem'> & { readonly status?: number },
): Response {
  const { status = options.problem === undefined ? 200 : 422, ...shown } = options
  const { position, browser } = page
  const pending = position?.pending
  const reauthentication = position?.next.step === 'sign-in' && position.next.reauthentication
  const view: PageView<'signIn'> = {
    action: site.path('/sign-in'),
    hidden: {
      [FORM_TOKEN]: formTokenOf(browser, purposeOf(page), site.parts),
      ...(pending && { request: site.parts.sealer.seal('pending_authorization', pending) }),
    },
    ...(position && { app: toAppView(position.client) }),
    reauthentication,
    cancellable: pending !== undefined,
    ...(site.parts.accounts.signUp?.mode === 'open' && { signUpUrl: requestPath(site, '/sign-up', pending) }),
    ...(pending && position?.signedIn && { chooseAccountUrl: requestPath(site, '/choose-account', pending) }),
    ...shown,
  }
  return answerPage(context, site, {
    page: site.pages.signIn,
    view,
    status,
    uiLocales: position?.request.uiLocales,
  })
}

/**
 * The expected username: that of the person who must sign in again, or the client's hint (OpenID Connect
 * Core §3.1.2.1).
 */
function hintOf({ position }: SignInPage): string {
  if (position?.next.step === 'sign-in' && position.next.reauthentication)
    return position.signedIn?.account.username ?? ''
  return position?.request.loginHint ?? ''
}

function purposeOf({ position }: SignInPage): FormPurpose {
  return ['sign-in', position?.pending.id ?? '']
}
