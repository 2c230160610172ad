import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { PlainRequest } from 'latchkey-connect/internal'
import type { Caller } from '../../flows/caller.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Settings } from '../../settings/settings.ts'
import { createAddressReader } from './client-address.ts'
import type { Edge } from './edge-context.ts'
import { createProxyWatch } from './proxy-watch.ts'
import { everyAnswerHeaders } from './security-headers.ts'

/** Determines a request's id and its sender's address. A trusted proxy may already have set the id. */
export type CallerReader = (request: Pick<PlainRequest, 'remoteAddress' | 'header'>) => Caller

export function createCallerReader(
  { trustedProxies }: Pick<Settings, 'trustedProxies'>,
  logger: Logger,
): CallerReader {
  const readSender = createAddressReader(trustedProxies)
  const watch = createProxyWatch(trustedProxies, logger)
  return ({ remoteAddress, header }) => {
    const sender = readSender(remoteAddress, header)
    watch(sender, header)
    const { address, viaTrustedProxy } = sender
    const given = viaTrustedProxy ? header('x-request-id') : undefined
    const requestId = given !== undefined && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID()
    return { address, requestId }
  }
}

/** Logs one line about a request and its response. */
export function logAnswer(
  logger: Logger,
  line: { requestId: string; method: string; path: string; status: number; startedAt: number },
): void {
  const { requestId, method, path, status, startedAt } = line
  const duration = Math.round(performance.now() - startedAt)
  logger.info({ req_id: requestId, method, path: path.slice(0, 200), status, dur_ms: duration }, 'request')
}

/**
 * Gives each request for a page an id and an address, sets the headers of its response, and logs one line
 * about both.
 */
export function identifyRequest(
  settings: Pick<Settings, 'secureCookies' | 'hstsIncludeSubDomains'>,
  { logger, readCaller }: { readonly logger: Logger; readonly readCaller: CallerReader },
): MiddlewareHandler<Edge> {
  const headers = Object.entries(everyAnswerHeaders(settings))
  return async (context, next) => {
    const startedAt = performance.now()
    const { requestId, address } = readCaller({
      remoteAddress: context.env?.remoteAddress,
      header: (name) => context.req.header(name),
    })
    context.set('requestId', requestId)
    context.set('address', address)
    await next()
    context.header('X-Request-Id', requestId)
    for (const [name, value] of headers) if (!context.res.headers.has(name)) context.header(name, value)
    const { method, path } = context.req
    logAnswer(logger, { requestId, method, path, status: context.res.status, startedAt })
  }
}
