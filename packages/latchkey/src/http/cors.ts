import type { Settings } from '../ports/settings.ts'
import type { EdgeContext } from './edge.ts'

/** Seconds that a browser may remember a preflight. */
const PREFLIGHT_SECONDS = 600

/**
 * Lets scripts of other origins read the answer. Never with credentials, so that no cookie of ours is ever involved
 * (OAuth 2.1 §3.2; RFC 10017). The origin `null` belongs to nobody, and is not among those that can be named.
 */
export function allowOrigin(context: EdgeContext, allowed: Settings['corsOrigins']): void {
  const origin = context.req.header('origin')
  if (allowed === '*') {
    context.header('Access-Control-Allow-Origin', '*')
  } else {
    context.header('Vary', 'Origin', { append: true })
    if (origin === undefined || !allowed.includes(origin)) return
    context.header('Access-Control-Allow-Origin', origin)
  }
  context.header('Access-Control-Expose-Headers', 'WWW-Authenticate, Retry-After, X-Request-Id')
}

/** Answers a preflight (Fetch §3.2.2); whether the origin is allowed is said by {@link allowOrigin}. */
export function answerPreflight(context: EdgeContext, methods: readonly string[]): Response {
  context.header('Access-Control-Allow-Methods', methods.join(', '))
  context.header('Access-Control-Allow-Headers', 'Authorization, Content-Type')
  context.header('Access-Control-Max-Age', String(PREFLIGHT_SECONDS))
  return context.body(null, 204)
}
