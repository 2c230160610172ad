import { createProxy, type ProxyOptions } from './proxy/create-proxy.ts'
import {
  answerSignInRequired,
  isSignedInEnough,
  requireDemands,
  type SignedIn,
  type SignInDemands,
} from './sign-in/require-signed-in.ts'
import type { SignInOptions } from './sign-in/sign-in-options.ts'
import { createSignInSite, type SignInSite } from './sign-in/sign-in-site.ts'
import type { StartOptions } from './sign-in/start-sign-in.ts'

export { IssuerError, type IssuerErrorCode } from '../issuer/issuer-error.ts'
export type { ProxyOptions } from './proxy/create-proxy.ts'
export { type ExpressSessionStore, expressSessionStore } from './sessions/express-session-store.ts'
export type { PgPool } from './sessions/postgres-pool.ts'
export { type PostgresSessionsOptions, postgresSessions } from './sessions/postgres-sessions.ts'
export type { SessionContent, SessionStore, StoredSession } from './sessions/session-store.ts'
export type { ClientLogger } from './sign-in/client-log.ts'
export type { SignedIn, SignInDemands } from './sign-in/require-signed-in.ts'
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

/** Signing people in, for handlers that turn a Request into a Response. */
export interface SignIn {
  /** Handles the paths of the sign-in; `undefined` for any other. */
  handle(request: Request): Promise<Response | undefined>
  /** Who is signed in, if anybody. */
  load(request: Request): Promise<SignedIn | undefined>
  /**
   * Who is signed in; or the response to send instead: a redirect to the login for a page, 401 with JSON for
   * a script.
   */
  requireSignIn(request: Request, demands?: SignInDemands): Promise<SignedIn | Response>
  /**
   * Sends the browser to the issuer.
   * @throws IssuerError, SignInError
   */
  startSignIn(request: Request, options?: StartOptions): Promise<Response>
  /**
   * A handler that forwards requests of the app's own pages to an API, with the token of the person who is
   * signed in. `mountPath` is the path that is replaced by the target, such as `/api`.
   * @throws TypeError when the target or an option is not usable
   */
  proxyWithToken(
    target: string,
    options?: ProxyOptions & { readonly mountPath?: string },
  ): (request: Request) => Promise<Response>
  /** Closes the session store, if it was opened here. */
  close(): Promise<void>
}

/**
 * Signs people in at an OpenID Connect issuer, for servers with fetch handlers, such as Hono and Next.js.
 *
 * ```ts
 * const url = 'https://app.example'
 * const auth = signIn({ issuer: 'https://id.example', clientId: 'web', clientSecret, url })
 * const handler = async (request: Request) =>
 *   (await auth.handle(request)) ?? pages(request, await auth.load(request))
 * ```
 * @throws TypeError that names the option and what to change; Error when the session store cannot be opened
 */
export function signIn(options: SignInOptions): SignIn {
  const site = createSignInSite(options)
  const find = (request: Request) => site.load(request.headers.get('cookie'))
  return {
    async load(request) {
      const found = await find(request)
      return found && toSignedIn(found)
    },
    async handle(request) {
      return site.isOwn(new URL(request.url).pathname) ? site.answer(request) : undefined
    },
    async requireSignIn(request, demands = {}) {
      const found = await find(request)
      const isEnough = await isSignedInEnough(found, requireDemands(demands), site.settings)
      return isEnough && found !== undefined
        ? toSignedIn(found)
        : answerSignInRequired(request, demands, site.settings)
    },
    startSignIn: (request, asked = {}) => site.start(request, asked),
    proxyWithToken: (target, { mountPath = '', ...proxyOptions } = {}) =>
      toProxyHandler(site, requireMountPath(mountPath), createProxy(target, proxyOptions)),
    close: () => site.close(),
  }
}

/**
 * Leaves out the session record: it contains the refresh token, and an app may put what it gets into a page.
 */
function toSignedIn({ user, tokens }: SignedIn): SignedIn {
  return { user, tokens }
}

function toProxyHandler(
  { settings, load }: SignInSite,
  mountPath: string,
  proxy: ReturnType<typeof createProxy>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const found = await load(request.headers.get('cookie'))
    return proxy({
      request,
      mountPath,
      tokens: found?.tokens,
      ownOrigin: settings.origin,
      loginPath: settings.paths.login,
    })
  }
}

function requireMountPath(mountPath: string): string {
  if (/^(?:\/.*[^/])?$/.test(mountPath)) return mountPath
  throw new TypeError(
    `proxyWithToken: mountPath must begin with a slash and not end with one, such as /api, not ${JSON.stringify(mountPath)}`,
  )
}
