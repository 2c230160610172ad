import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { Logger } from '../ports/logger.ts'
import type { Settings } from '../ports/settings.ts'
import { createAddressReader } from './client-address.ts'
import type { Edge } from './edge.ts'
import { everyAnswerHeaders } from './security-headers.ts'

/** Gives each request an id and an address, each answer its headers, and writes one line about both. */
export function identifyRequest(
  settings: Pick<Settings, 'trustedProxies' | 'secureCookies'>,
  logger: Logger,
): MiddlewareHandler<Edge> {
  const readAddress = createAddressReader(settings.trustedProxies)
  const headers = Object.entries(everyAnswerHeaders(settings.secureCookies))
  return async (context, next) => {
    const startedAt = performance.now()
    const caller = readAddress(context.env?.remoteAddress, context.req.header('x-forwarded-for'))
    const given = caller.viaTrustedProxy ? context.req.header('x-request-id') : undefined
    const requestId = given !== undefined && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID()
    context.set('requestId', requestId)
    context.set('address', caller.address)
    await next()
    context.header('X-Request-Id', requestId)
    for (const [name, value] of headers) if (!context.res.headers.has(name)) context.header(name, value)
    logger.info(
      {
        req_id: requestId,
        method: context.req.method,
        path: context.req.path.slice(0, 200),
        status: context.res.status,
        dur_ms: Math.round(performance.now() - startedAt),
      },
      'request',
    )
  }
}
