import type { PageView } from '../../pages/default-pages.ts'
import type { PendingAuthorization } from '../../protocol/authorize/pending-authorization.ts'
import type { Client } from '../../protocol/clients/client.ts'
import type { RefusalDetail } from '../../protocol/refusal.ts'
import { sealPosted } from '../edge/posted-request.ts'
import type { Site } from '../site.ts'
import { toAppUrl } from '../views/to-app-url.ts'
import { requestPath } from './answer-authorization.ts'
import type { ErrorAddress } from './error-kind.ts'
import { homePath } from './home-path.ts'

type ErrorView = PageView<'error'>
type Way = ErrorView['onward'][number]

/** What is known of the request whose page was refused. */
export interface Refused {
  readonly kind: ErrorView['kind']
  readonly at: ErrorAddress
  readonly page: NonNullable<RefusalDetail['page']>
  readonly client: Client | undefined
  /** The page whose form was posted. */
  readonly formPage: string | undefined
}

/** A form that could not be read tells nothing of its request: its page is to be opened once more. */
const UNREAD: readonly ErrorView['kind'][] = ['too_large', 'unreadable']

/** Where a person can go on from an error page, the best way first: at least to our own front page. */
export function waysOn({ kind, at, page, client, formPage }: Refused, site: Site): readonly Way[] {
  const { pending, restartParameters, app } = page
  const appUrl = client && app && toAppUrl(client, app.redirectUri)
  const ways: Way[] = [
    ...(pending === undefined ? [] : [withinRequest(kind, pending, site)]),
    ...(appUrl === undefined ? [] : [{ to: 'app', url: appUrl } as const]),
    ...(restartParameters === undefined ? [] : [anew(restartParameters, page.restartIsPosted, site)]),
    ...(at === 'logout' ? [{ to: 'sign_out', url: site.path('/logout') } as const] : []),
  ]
  if (ways.length > 0) return ways
  const home = { to: 'home', url: homePath(site) } as const
  return UNREAD.includes(kind) && formPage !== undefined ? [{ to: 'retry', url: formPage }, home] : [home]
}

/** The same request goes on: with whoever is signed in, or by signing in. */
function withinRequest(kind: ErrorView['kind'], pending: PendingAuthorization, site: Site): Way {
  return kind === 'account_changed'
    ? { to: 'choose_account', url: requestPath(site, '/choose-account', pending) }
    : { to: 'sign_in', url: requestPath(site, '/sign-in', pending) }
}

/** The request from its beginning. What a client posted stays out of the link. */
function anew(parameters: string, isPosted: true | undefined, site: Site): Way {
  const to = '/authorize'
  return {
    to: 'restart',
    url: isPosted
      ? site.path(to, sealPosted({ to, parameters }, site.parts))
      : `${site.path(to)}?${parameters}`,
  }
}
