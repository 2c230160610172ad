import type { Endpoint } from './edge.ts'
import { assetEndpoint } from './endpoints/asset.ts'
import { authorizeEndpoint, authorizePostEndpoint } from './endpoints/authorize.ts'
import { chooseAccountEndpoint, chooseAccountPostEndpoint } from './endpoints/choose-account.ts'
import { consentEndpoint, consentPostEndpoint } from './endpoints/consent.ts'
import { homeEndpoint } from './endpoints/home.ts'
import { logoutEndpoint, logoutPostEndpoint, signOutEndpoint } from './endpoints/logout.ts'
import { signInEndpoint, signInPostEndpoint } from './endpoints/sign-in.ts'
import { signUpEndpoint, signUpPostEndpoint } from './endpoints/sign-up.ts'
import type { PageEndpoint } from './site.ts'

/** What clients call: answers JSON, to other origins too where `cors` says so. */
export interface ClientRoute {
  readonly for: 'clients'
  readonly path: string
  readonly methods: readonly ('GET' | 'POST')[]
  readonly endpoint: Endpoint
  readonly cors: boolean
}

/** What people see: answers HTML, never to scripts of other origins. */
export interface PageRoute {
  readonly for: 'people'
  readonly path: string
  readonly get?: PageEndpoint
  readonly post?: PageEndpoint
}

/** Every page, by its path under the issuer's path. */
export const pageRoutes: readonly PageRoute[] = [
  { for: 'people', path: '/', get: homeEndpoint },
  { for: 'people', path: '/authorize', get: authorizeEndpoint, post: authorizePostEndpoint },
  { for: 'people', path: '/sign-in', get: signInEndpoint, post: signInPostEndpoint },
  { for: 'people', path: '/sign-up', get: signUpEndpoint, post: signUpPostEndpoint },
  { for: 'people', path: '/choose-account', get: chooseAccountEndpoint, post: chooseAccountPostEndpoint },
  { for: 'people', path: '/consent', get: consentEndpoint, post: consentPostEndpoint },
  { for: 'people', path: '/logout', get: logoutEndpoint, post: logoutPostEndpoint },
  { for: 'people', path: '/sign-out', post: signOutEndpoint },
  { for: 'people', path: '/assets/:file', get: assetEndpoint },
]
