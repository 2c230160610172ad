import { accountEndpoint, frontEndpoint } from './endpoints/account.ts'
import { assetEndpoint } from './endpoints/asset.ts'
import { authorizeEndpoint, authorizePostEndpoint } from './endpoints/authorize.ts'
import { chooseAccountEndpoint, chooseAccountPostEndpoint } from './endpoints/choose-account.ts'
import { consentEndpoint, consentPostEndpoint } from './endpoints/consent.ts'
import { logoutEndpoint, logoutPostEndpoint, signOutEndpoint } from './endpoints/logout.ts'
import { signInEndpoint, signInPostEndpoint } from './endpoints/sign-in.ts'
import { signUpEndpoint, signUpPostEndpoint } from './endpoints/sign-up.ts'
import type { PageEndpoint } from './site.ts'

/** What people see: answers HTML, never to scripts of other origins. */
export interface PageRoute {
  readonly path: string
  readonly get?: PageEndpoint
  readonly post?: PageEndpoint
}

/** Every page, by its path under the issuer's path. */
export const pageRoutes: readonly PageRoute[] = [
  { path: '/', get: frontEndpoint },
  { path: '/account', get: accountEndpoint },
  { path: '/authorize', get: authorizeEndpoint, post: authorizePostEndpoint },
  { path: '/sign-in', get: signInEndpoint, post: signInPostEndpoint },
  { path: '/sign-up', get: signUpEndpoint, post: signUpPostEndpoint },
  { path: '/choose-account', get: chooseAccountEndpoint, post: chooseAccountPostEndpoint },
  { path: '/consent', get: consentEndpoint, post: consentPostEndpoint },
  { path: '/logout', get: logoutEndpoint, post: logoutPostEndpoint },
  { path: '/sign-out', post: signOutEndpoint },
  { path: '/assets/:file', get: assetEndpoint },
]
