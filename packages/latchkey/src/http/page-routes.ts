import type { PageStep } from '../protocol/authorize/decide-next-step.ts'
import { ECHO_PATH } from '../protocol/echo.ts'
import { assetEndpoint } from './endpoints/assets/asset.ts'
import { authorizeEndpoint, authorizePostEndpoint } from './endpoints/authorize/authorize.ts'
import { confirmEndpoint, confirmPostEndpoint } from './endpoints/authorize/confirm.ts'
import { consentEndpoint, consentPostEndpoint } from './endpoints/authorize/consent.ts'
import { logoutEndpoint, logoutPostEndpoint } from './endpoints/logout/logout.ts'
import { signOutEndpoint } from './endpoints/logout/sign-out.ts'
import { chooseAccountEndpoint, chooseAccountPostEndpoint } from './endpoints/sign-in/choose-account.ts'
import { frontEndpoint } from './endpoints/sign-in/front-page.ts'
import { signInEndpoint, signInPostEndpoint } from './endpoints/sign-in/sign-in.ts'
import { signUpEndpoint, signUpPostEndpoint } from './endpoints/sign-in/sign-up.ts'
import { accountEndpoint } from './endpoints/sign-in/signed-in.ts'
import { echoEndpoint } from './endpoints/upkeep/echo.ts'
import type { PageEndpoint } from './site.ts'

/** A page for people: responds with HTML, never to scripts of other origins. */
export interface PageRoute {
  readonly path: string
  readonly get?: PageEndpoint
  readonly post?: PageEndpoint
  /** False if there is no page to read, or if the page depends on a query that a link would not preserve. */
  readonly languageLinks?: false
}

/**
 * The pages of an authorization, one for each step: the dispatcher sends the browser to the one with the name
 * of the step.
 */
const stepRoutes: Readonly<Record<PageStep, Omit<PageRoute, 'path'>>> = {
  'sign-in': { get: signInEndpoint, post: signInPostEndpoint },
  'choose-account': { get: chooseAccountEndpoint, post: chooseAccountPostEndpoint },
  consent: { get: consentEndpoint, post: consentPostEndpoint },
  confirm: { get: confirmEndpoint, post: confirmPostEndpoint },
}

/** Every page, by its path under the issuer's path. */
export const pageRoutes: readonly PageRoute[] = [
  { path: '/', get: frontEndpoint },
  { path: '/account', get: accountEndpoint },
  { path: '/authorize', get: authorizeEndpoint, post: authorizePostEndpoint, languageLinks: false },
  ...Object.entries(stepRoutes).map(([step, route]) => ({ path: `/${step}`, ...route })),
  { path: '/sign-up', get: signUpEndpoint, post: signUpPostEndpoint },
  { path: '/logout', get: logoutEndpoint, post: logoutPostEndpoint, languageLinks: false },
  { path: '/sign-out', post: signOutEndpoint },
  { path: ECHO_PATH, post: echoEndpoint, languageLinks: false },
  { path: '/assets/:file', get: assetEndpoint, languageLinks: false },
]
