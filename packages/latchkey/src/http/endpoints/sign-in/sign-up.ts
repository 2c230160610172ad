import { type AuthorizationPosition, openPosition } from '../../../flows/authorize/continue-authorization.ts'
import type { Browser } from '../../../flows/sign-in/browser.ts'
import { signUp } from '../../../flows/sign-in/sign-up.ts'
import type { PageView } from '../../../pages/default-pages.ts'
import { type InvitationState, PasswordHashingBusy, type SignUpForm } from '../../../ports/accounts.ts'
import { type Parameters, toParameters } from '../../../protocol/parameters.ts'
import { requestPath } from '../../answers/answer-authorization.ts'
import { RETRY_SECONDS } from '../../answers/answer-error.ts'
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
import { typedUsername } from './typed-username.ts'

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
  const invitation = await findInvitation(page, site)
  const closed = whyClosed(page, invitation, site)
  if (closed !== undefined) return answerClosed(context, site, page, closed)
  const invited = invitation?.state === 'usable' ? invitation.email : undefined
  return answerSignUp(context, site, page, {
    username: invited ?? page.position?.request.loginHint ?? '',
    name: '',
    problems: [],
  })
}

/** `POST /sign-up`. A known username gets the same response as a new one: sign in, please. */
export const signUpPostEndpoint: PageEndpoint = async (context, site) => {
  const form = await readForm(fromFetchRequest(context.req.raw), site.parts.settings.limits.bodyBytes)
  const browser = readPostingBrowser(context, site.parts, form)
  const page = await loadPage(browser, site, form)
  const bound = { browser, purpose: purposeOf(page), pending: page.position?.pending }
  requireFormToken(form, bound, site.parts)
  const filled = toFilledForm(form, page)
  const answer = await trySignUp(filled, context, site)
  const typed = { username: filled.username, name: filled.name ?? '', problems: [] }
  switch (answer.outcome) {
    case 'closed':
      return answerClosed(context, site, page, 'closed')
    case 'too_many':
      context.header('Retry-After', String(Math.max(1, answer.retryAfterSeconds)))
      return answerSignUp(context, site, page, { ...typed, refused: 'too_many' })
    case 'busy':
      context.header('Retry-After', String(RETRY_SECONDS))
      return answerSignUp(context, site, page, { ...typed, refused: 'busy' })
    case 'invitation_invalid':
      return answerSignUp(context, site, page, { ...typed, refused: await whyUninvited(page, site) })
    case 'invalid':
      return answerSignUp(context, site, page, { ...typed, problems: answer.problems })
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

async function trySignUp(
  form: SignUpForm,
  context: EdgeContext,
  site: Site,
): Promise<Awaited<ReturnType<typeof signUp>> | { readonly outcome: 'busy' }> {
  try {
    return await signUp(form, callerOf(context), site.parts)
  } catch (cause) {
    if (cause instanceof PasswordHashingBusy) return { outcome: 'busy' }
    throw cause
  }
}

function toFilledForm(form: Parameters, { invitation }: SignUpPage): SignUpForm {
  const name = form.get('name')?.trim()
  return {
    username: typedUsername(form),
    password: form.get('password') ?? '',
    ...(name !== undefined && { name }),
    ...(invitation !== undefined && { invitation }),
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

/** What the invitation in the page's address is good for, where one is needed and we can tell. */
async function findInvitation({ invitation }: SignUpPage, site: Site): Promise<InvitationState | undefined> {
  const { signUp: offered } = site.parts.accounts
  if (offered?.mode !== 'invite' || invitation === undefined) return undefined
  return offered.findInvitation?.(invitation)
}

function whyClosed(
  page: SignUpPage,
  invitation: InvitationState | undefined,
  site: Site,
): PageView<'signUpClosed'>['reason'] | undefined {
  const { signUp: offered } = site.parts.accounts
  if (offered === undefined) return 'closed'
  if (offered.mode === 'invite' && page.invitation === undefined) return 'invitation_missing'
  if (invitation === undefined || invitation.state === 'usable') return undefined
  return `invitation_${invitation.state}`
}

/**
 * A form was sent with an invitation that does not allow it: one that does allow something is somebody
 * else's.
 */
async function whyUninvited(
  page: SignUpPage,
  site: Site,
): Promise<NonNullable<PageView<'signUp'>['refused']>> {
  const invitation = await findInvitation(page, site)
  if (invitation?.state === 'usable') return 'invitation_of_another'
  return `invitation_${invitation?.state ?? 'unknown'}`
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
  shown: Pick<PageView<'signUp'>, 'username' | 'name' | 'problems' | 'refused'>,
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
  return answerPage(context, site, {
    page: site.pages.signUp,
    view,
    status: statusOf(shown),
    uiLocales: position?.request.uiLocales,
  })
}

const statusOfRefusal: Readonly<Record<NonNullable<PageView<'signUp'>['refused']>, number>> = {
  too_many: 429,
  busy: 503,
  invitation_used: 403,
  invitation_expired: 403,
  invitation_unknown: 403,
  invitation_of_another: 403,
}

function statusOf({ problems, refused }: Pick<PageView<'signUp'>, 'problems' | 'refused'>): number {
  if (refused !== undefined) return statusOfRefusal[refused]
  return problems.length > 0 ? 422 : 200
}

function purposeOf({ position }: SignUpPage): FormPurpose {
  return ['sign-up', position?.pending.id ?? '']
}
