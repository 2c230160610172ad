import { IssuerError } from '../../issuer/issuer-error.ts'
import { epochSeconds } from '../epoch-seconds.ts'
import { openSessionStore } from '../sessions/open-session-store.ts'
import { parseSessionCookie } from '../sessions/seal-session.ts'
import { createSessionKeeper, type OpenSession, type SessionKeeper } from '../sessions/session-keeper.ts'
import type { SessionRecord } from '../sessions/session-record.ts'
import { sweepSessions } from '../sessions/sweep-sessions.ts'
import { SignInError } from '../sign-in-error.ts'
import { requestRefresh } from '../tokens/refresh-request.ts'
import { createSessionRefresher, type SessionRefresher } from '../tokens/refresh-session.ts'
import { createTokens } from '../tokens/tokens.ts'
import { type AppCookies, createAppCookies, parseCookies } from './app-cookies.ts'
import { answerErrorPage } from './error-page.ts'
import { finishSignIn } from './finish-sign-in.ts'
import { createIssuerClient, type IssuerClient } from './issuer-client.ts'
import { askUserinfo } from './load-userinfo.ts'
import { logOut, revokeInBackground } from './log-out.ts'
import { createReturnCheck } from './require-return.ts'
import { type FoundSession, parseLoginQuery } from './require-signed-in.ts'
import { toReturnPath } from './return-path.ts'
import { parseSignInOptions, type SignInOptions, type SignInSettings } from './sign-in-options.ts'
import { type StartOptions, startSignIn } from './start-sign-in.ts'
import { parseStartedSignIn } from './started-sign-in.ts'

/** Sign-in for any server that uses fetch's Request and Response. */
export interface SignInSite {
  readonly settings: SignInSettings
  /** True for the paths that the site answers itself. */
  isOwn(pathname: string): boolean
  /** Answers a request for one of its own paths. */
  answer(request: Request): Promise<Response>
  /** Who is signed in, from the header `Cookie`. */
  load(cookie: string | null | undefined): Promise<FoundSession | undefined>
  start(request: Request, options: StartOptions): Promise<Response>
  /** Closes a store that was opened here. Idempotent. */
  close(): Promise<void>
}

interface SiteParts {
  readonly settings: SignInSettings
  readonly cookies: AppCookies
  readonly issuerClient: IssuerClient
  readonly keeper: SessionKeeper
  readonly refresher: SessionRefresher
  readonly requireReturn: (authorizationUrl: URL) => Promise<void>
  /**
   * Authorization responses that are being redeemed, by the sign-in's whole cookie and the whole response.
   */
  readonly finishing: Map<string, Promise<SessionRecord>>
}

/**
 * Creates the sign-in of one app and opens its session store.
 * @throws TypeError that names the option and what to change; Error when the store cannot be opened
 */
export function createSignInSite(options: SignInOptions): SignInSite {
  const settings = parseSignInOptions(options)
  const issuerClient = createIssuerClient(settings)
  const store = openSessionStore(settings.sessions)
  const keeper = createSessionKeeper(store, settings)
  const refresher = createSessionRefresher({
    keeper,
    request: (session) => requestRefresh(issuerClient, settings, session),
    discard: (refreshToken) => revokeInBackground({ settings, issuerClient }, refreshToken),
  })
  const cookies = createAppCookies(settings)
  const requireReturn = createReturnCheck(issuerClient, settings)
  const parts = { settings, cookies, issuerClient, keeper, refresher, requireReturn, finishing: new Map() }
  const stopSweeping = sweepSessions(store, settings.log)
  const routes = toRoutes(parts)
  return {
    settings,
    isOwn: (pathname) => routes.has(pathname),
    answer: (request) => answer(routes, request),
    load: (cookie) => loadFound(parts, cookie),
    start: (request, asked) => startSignIn(parts, request, asked),
    async close() {
      stopSweeping()
      if (typeof settings.sessions === 'string') await store.close()
    },
  }
}

interface Route {
  readonly methods: readonly string[]
  answer(request: Request): Promise<Response>
}

function toRoutes(parts: SiteParts): ReadonlyMap<string, Route> {
  const { settings } = parts
  const explained = (answerIt: (request: Request) => Promise<Response>) => (request: Request) =>
    answerIt(request).catch((cause: unknown) => explain(cause, settings))
  return new Map<string, Route>([
    [
      settings.paths.login,
      {
        methods: ['GET', 'HEAD'],
        answer: explained(async (request) => startSignIn(parts, request, parseLoginQuery(queryOf(request)))),
      },
    ],
    [
      settings.paths.callback,
      {
        methods: ['GET'],
        answer: async (request) =>
          forgetFailed(parts, request, await explained(() => callBack(parts, request))(request)),
      },
    ],
    [
      settings.paths.logout,
      {
        methods: ['GET', 'POST'],
        answer: explained(async (request) =>
          logOut(parts, request, await loadOpen(parts, cookieOf(request))),
        ),
      },
    ],
  ])
}

async function answer(routes: ReadonlyMap<string, Route>, request: Request): Promise<Response> {
  const route = routes.get(new URL(request.url).pathname)
  if (route === undefined) throw new Error('Not a path of the sign-in')
  if (route.methods.includes(request.method)) return route.answer(request)
  return new Response(null, { status: 405, headers: { allow: route.methods.join(', ') } })
}

/** Unexpected errors, such as an unreachable store, are left to the app's own error handling. */
function explain(cause: unknown, settings: SignInSettings): Response {
  const isExpected = cause instanceof SignInError || cause instanceof IssuerError
  if (!isExpected || settings.throwsErrors) throw cause
  const isOurs = cause.status >= 500
  settings.log[isOurs ? 'error' : 'warn']({ code: cause.code }, cause.message)
  return answerErrorPage(cause, settings)
}

/** Handles the browser's return from the issuer (OpenID Connect Core §3.1.2.5). */
async function callBack(parts: SiteParts, request: Request): Promise<Response> {
  const { settings, cookies, keeper } = parts
  const parameters = queryOf(request)
  const brought = parseCookies(cookieOf(request))
  const startedName = cookies.startedName(parameters.get('state') ?? '')
  const started = parseStartedSignIn(brought.get(startedName), epochSeconds())
  const former = parseSessionCookie(brought.get(cookies.session))
  if (started === undefined) return answerUnexpected(parts, request)
  const record = await finishOnce(parts, `${brought.get(startedName)}?${parameters}`, { parameters, started })
  // Always a new session, so that one that an attacker planted never becomes this person's (session
  // fixation).
  const secret = await keeper.create(record)
  if (former !== undefined) await keeper.end(former)
  const headers = toRedirect(toReturnPath(started.returnTo, settings.origin) ?? settings.paths.home)
  headers.append('set-cookie', cookies.set(cookies.session, secret.cookie, settings.sessionSeconds))
  headers.append('set-cookie', cookies.set(startedName, '', 0))
  return new Response(null, { status: 302, headers })
}

/**
 * A browser may send one response twice at once, and a code that is redeemed twice has its tokens revoked
 * (RFC 6749 §4.1.2). `by` includes the code verifier: someone who knows only the response must not get what
 * its owner is just redeeming (RFC 7636 §1).
 */
function finishOnce(
  { issuerClient, settings, finishing }: SiteParts,
  by: string,
  answer: Parameters<typeof finishSignIn>[2],
): Promise<SessionRecord> {
  const before = finishing.get(by)
  if (before !== undefined) return before
  const mine = finishSignIn(issuerClient, settings, answer).finally(() => finishing.delete(by))
  finishing.set(by, mine)
  return mine
}

/**
 * Removes the cookie of a sign-in that failed for good. While the issuer is unreachable, reloading the page
 * may help.
 */
function forgetFailed({ cookies }: SiteParts, request: Request, response: Response): Response {
  const state = queryOf(request).get('state')
  if (response.status < 400 || response.status === 503 || state === null) return response
  response.headers.append('set-cookie', cookies.set(cookies.startedName(state), '', 0))
  return response
}

/**
 * Somebody who goes back to the callback after signing in is already signed in, and sent to the home page.
 */
async function answerUnexpected(parts: SiteParts, request: Request): Promise<Response> {
  const { settings } = parts
  if ((await loadOpen(parts, cookieOf(request))) !== undefined) {
    return new Response(null, { status: 302, headers: toRedirect(settings.paths.home) })
  }
  throw new SignInError('NOT_STARTED', explainMissingCookie(request, settings))
}

function explainMissingCookie(request: Request, { origin }: SignInSettings): string {
  const { host } = new URL(origin)
  const came = request.headers.get('host') ?? new URL(request.url).host
  const begin = 'The browser brought no cookie of this sign-in. '
  if (came !== host) {
    return `${begin}It came to ${came}, and url is ${origin}: cookies of one are not sent to the other. Open the app at ${origin}, or change url.`
  }
  return `${begin}The sign-in was finished already, is more than an hour old, began in another browser or at another host than ${host}, or cookies are blocked.`
}

function toRedirect(location: string): Headers {
  return new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
}

async function loadOpen(
  { cookies, keeper }: SiteParts,
  cookie: string | null,
): Promise<OpenSession | undefined> {
  const secret = parseSessionCookie(parseCookies(cookie).get(cookies.session))
  return secret && keeper.load(secret)
}

async function loadFound(
  parts: SiteParts,
  cookie: string | null | undefined,
): Promise<FoundSession | undefined> {
  const found = await loadOpen(parts, cookie ?? null)
  if (found === undefined) return
  const session = await parts.keeper.noteUse(found)
  const { record } = session
  const tokens = createTokens(session, {
    refresher: parts.refresher,
    askUserinfo: (source, user) => askUserinfo(parts, source, user),
  })
  return { record, user: record.user, tokens }
}

function queryOf(request: Request): URLSearchParams {
  return new URL(request.url).searchParams
}

function cookieOf(request: Request): string | null {
  return request.headers.get('cookie')
}
