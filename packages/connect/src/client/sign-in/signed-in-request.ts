import type { TokenSource } from '../tokens/token-source.ts'
import type { FoundSession } from './require-signed-in.ts'
import type { SignInSite } from './sign-in-site.ts'

/** What `signIn` attaches to a request for the middleware after it. */
interface Visit {
  readonly site: SignInSite
  readonly found: FoundSession | undefined
}

/** The same for every copy of this package in one process. */
const VISIT = Symbol.for('latchkey.sign-in')

export function rememberVisit(req: object, visit: Visit): void {
  Object.defineProperty(req, VISIT, { value: visit, configurable: true })
}

/** What `signIn` attached. @throws Error for the developer when `signIn` did not see the request first */
export function visitOf(req: object): Visit {
  const visit = (req as { readonly [VISIT]?: Visit })[VISIT]
  if (visit !== undefined) return visit
  throw new Error(
    'signIn has not seen this request. Write app.use(signIn({ … })) before requireSignIn, proxyWithToken and startSignIn.',
  )
}

/** What the proxy needs. @throws Error for the developer when `signIn` did not see the request first */
export function signInOf(req: object): {
  readonly tokens: TokenSource | undefined
  readonly ownOrigin: string
  readonly loginPath: string
} {
  const { site, found } = visitOf(req)
  return { tokens: found?.tokens, ownOrigin: site.settings.origin, loginPath: site.settings.paths.login }
}
