import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseRequestTarget } from '../wire/parse-request-target.ts'
import { sendResponse } from '../wire/send-response.ts'
import { toBodiless } from '../wire/to-request.ts'
import {
  answerSignInRequired,
  isSignedInEnough,
  requireDemands,
  type SignInDemands,
} from './sign-in/require-signed-in.ts'
import type { SignInOptions } from './sign-in/sign-in-options.ts'
import { createSignInSite, type SignInSite } from './sign-in/sign-in-site.ts'
import { attachSignInContext, signInContextOf } from './sign-in/signed-in-request.ts'
import type { StartOptions } from './sign-in/start-sign-in.ts'
import type { Tokens } from './tokens/tokens.ts'
import type { UserClaims } from './user.ts'

export { IssuerError, type IssuerErrorCode } from '../issuer/issuer-error.ts'
export type { ProxyOptions } from './proxy/create-proxy.ts'
export { proxyWithToken } from './proxy/express-proxy.ts'
export { type ExpressSessionStore, expressSessionStore } from './sessions/express-session-store.ts'
export type { PgPool } from './sessions/postgres-pool.ts'
export { type PostgresSessionsOptions, postgresSessions } from './sessions/postgres-sessions.ts'
export type { SessionContent, SessionStore, StoredSession } from './sessions/session-store.ts'
export type { ClientLogger } from './sign-in/client-log.ts'
export type { SignInDemands } from './sign-in/require-signed-in.ts'
export type { SignInOptions } from './sign-in/sign-in-options.ts'
export type { StartOptions } from './sign-in/start-sign-in.ts'
export { SignInError, type SignInErrorCode } from './sign-in-error.ts'
export { SignInRequired } from './sign-in-required.ts'
export {
  type ClientCredentials,
  type ClientCredentialsOptions,
  clientCredentials,
} from './tokens/client-credentials.ts'
export type { TokenSource } from './tokens/token-source.ts'
export type { Tokens } from './tokens/tokens.ts'
export type { UserClaims } from './user.ts'

declare global {
  namespace Express {
    /** Who is signed in: the claims of the ID token and of userinfo. */
    interface User extends UserClaims {}
    interface Request {
      /** Set by `signIn` when somebody is signed in. */
      user?: User | undefined
      /** Set by `signIn` when somebody is signed in. */
      tokens?: Tokens | undefined
    }
  }
}

type Next = (error?: unknown) => void

/** A middleware for Express 4 and 5 and compatible frameworks. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: Next) => void

/** The middleware that `signIn` creates. */
export interface SignIn extends Middleware {
  /** Closes the session store, if `signIn` opened it. Call it when the app stops. */
  close(): Promise<void>
}

/**
 * Signs people in at an OpenID Connect issuer: handles `GET /login`, `GET /callback` and `/logout`, and sets
 * `req.user` and `req.tokens` on every request of somebody who is signed in.
 *
 * ```ts
 * const url = 'https://app.example'
 * app.use(signIn({ issuer: 'https://id.example', clientId: 'web', clientSecret, url }))
 * app.get('/profile', requireSignIn, (req, res) => res.send(req.user?.name))
 * ```
 * @throws TypeError that names the option and what to change; Error when the session store cannot be opened
 */
export function signIn(options: SignInOptions): SignIn {
  const site = createSignInSite(options)
  const middleware = (req: IncomingMessage, res: ServerResponse, next: Next) => {
    handleSignIn(site, req, res)
      .then((isAnswered) => (isAnswered ? undefined : next()))
      .catch((cause: unknown) => giveUp(cause, res, next))
  }
  return Object.assign(middleware, { close: () => site.close() })
}

/** Handles our own paths and attaches the session to other requests. True when it has sent a response. */
async function handleSignIn(site: SignInSite, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const target = parseRequestTarget(req)
  if (target !== undefined && site.isOwn(target.pathname)) {
    await sendResponse(await site.answer(toPlainRequest(req, site)), req, res)
    return true
  }
  const found = await site.load(req.headers.cookie)
  attachSignInContext(req, { site, found })
  if (found !== undefined) Object.assign(req, { user: found.user, tokens: found.tokens })
  return false
}

/**
 * Lets requests of signed-in people through; otherwise a page is redirected to the login, and a script's
 * request gets 401 with the URL of the login.
 */
export function requireSignIn(req: IncomingMessage, res: ServerResponse, next: Next): void
/**
 * The same, for pages that need a recent or a strong sign-in, or call APIs.
 * @throws TypeError when a demand is unknown, or is there and says nothing
 */
export function requireSignIn(demands: SignInDemands): Middleware
export function requireSignIn(
  ...given: [IncomingMessage, ServerResponse, Next] | [SignInDemands]
): Middleware | undefined {
  if (given.length === 1) {
    const demands = requireDemands(given[0])
    return (req, res, next) => demand(demands, req, res, next)
  }
  return void demand({}, ...given)
}

function demand(demands: SignInDemands, ...[req, res, next]: Parameters<Middleware>): void {
  answerDemand(demands, req, res)
    .then((isAnswered) => (isAnswered ? undefined : next()))
    .catch((cause: unknown) => giveUp(cause, res, next))
}

/** True when it has sent a response, because nobody is signed in as demanded. */
async function answerDemand(
  demands: SignInDemands,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  const { site, found } = signInContextOf(req)
  if (await isSignedInEnough(found, demands, site.settings)) return false
  await sendResponse(answerSignInRequired(toPlainRequest(req, site), demands, site.settings), req, res)
  return true
}

/**
 * Sends the browser to the issuer from one of your own handlers, such as for a button "Use another account".
 * @throws IssuerError, SignInError
 */
export async function startSignIn(
  req: IncomingMessage,
  res: ServerResponse,
  options: StartOptions = {},
): Promise<void> {
  const { site } = signInContextOf(req)
  await sendResponse(await site.start(toPlainRequest(req, site), options), req, res)
}

/**
 * The request as a fetch `Request`: without its body, and with the origin from the options, whatever the
 * `Host` header contains.
 */
function toPlainRequest(req: IncomingMessage, { settings }: SignInSite): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value === 'string' && !name.startsWith(':')) headers.set(name, value)
  }
  const { pathname = '/', search = '' } = parseRequestTarget(req) ?? {}
  const { method = 'GET' } = req
  return toBodiless(settings.origin + pathname + search, { method, headers })
}

function giveUp(cause: unknown, res: ServerResponse, next: Next): void {
  if (res.headersSent || res.destroyed) res.destroy()
  else next(cause)
}
