import type { TokenSource } from '../tokens/token-source.ts'
import type { FoundSession } from './require-signed-in.ts'
import type { SignInSite } from './sign-in-site.ts'

/** What `signIn` attaches to a request for the middleware after it. */
interface SignInContext {
  readonly site: SignInSite
  readonly found: FoundSession | undefined
}

/** The same for every copy of this package in one process. */
const CONTEXT = Symbol.for('latchkey.sign-in')

export function attachSignInContext(req: object, context: SignInContext): void {
  Object.defineProperty(req, CONTEXT, { value: context, configurable: true })
}

/** What `signIn` attached. @throws Error for the developer when `signIn` did not see the request first */
export function signInContextOf(req: object): SignInContext {
  const context = (req as { readonly [CONTEXT]?: SignInContext })[CONTEXT]
  if (context !== undefined) return context
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
  const { site, found } = signInContextOf(req)
  return { tokens: found?.tokens, ownOrigin: site.settings.origin, loginPath: site.settings.paths.login }
}
