import type { EdgeContext } from '../edge/edge-context.ts'
import type { Site } from '../site.ts'
import { LONGEST_RETRY } from './longest-retry.ts'

/** Pages that are something by themselves, without the request of an app in their address. */
const WITHOUT_REQUEST = ['/sign-in', '/sign-up']

/**
 * The address of the page whose form was posted and could not be read. The body would say which request it
 * belongs to; so this is the `Referer`, if it is that page of ours (RFC 9110 §10.1.3), or the page as it is
 * without a request.
 */
export function pageOfForm({ req }: EdgeContext, site: Site): string | undefined {
  const sender = URL.parse(req.header('referer') ?? '')
  const isOurs = sender?.origin === new URL(site.parts.settings.issuer).origin && sender.pathname === req.path
  const url = `${req.path}${sender?.search ?? ''}`
  if (isOurs && sender.search !== '' && url.length <= LONGEST_RETRY) return url
  return WITHOUT_REQUEST.some((path) => site.path(path) === req.path) ? req.path : undefined
}
