import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { PlainRequest } from 'latchkey-connect/internal'
import type { Parts } from '../../flows/parts.ts'
import type { Caller } from '../../ports/caller.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Settings } from '../../settings/settings.ts'
import { createSenderReader } from './client-address.ts'
import type { Edge } from './edge-context.ts'
import { createProxyWatch } from './proxy-watch.ts'
import { everyAnswerHeaders } from './security-headers.ts'

/** Determines a request's id and its sender's address. A trusted proxy may already have set the id. */
export type CallerReader = (request: Pick<PlainRequest, 'remoteAddress' | 'header'>) => Caller

export function createCallerReader(
  { trustedProxies }: Pick<Settings, 'trustedProxies'>,
  logger: Logger,
): CallerReader {
  const readSender = createSenderReader(trustedProxies)
  const watch = createProxyWatch(trustedProxies, logger)
  return ({ remoteAddress, header }) => {
    const sender = readSender(remoteAddress, header)
    watch(sender, header)
    const { address, viaTrustedProxy } = sender
    const given = viaTrustedProxy ? givenId(header) : undefined
    return { address, requestId: given ?? randomUUID() }
  }
}

/** As nginx, HAProxy, Envoy and others make it. */
const REQUEST_ID = /^[\w.-]{8,64}$/
/** Trace Context §3.2: version, trace, the parent of this request, flags. */
const TRACEPARENT = /^[\da-f]{2}-(?!0{32})([\da-f]{32}-(?!0{16})[\da-f]{16})-[\da-f]{2}(?:-|$)/

/** The id that a proxy gave the request; without one, the trace that it belongs to and its place in it. */
function givenId(header: (name: string) => string | undefined): string | undefined {
  const id = header('x-request-id')
  if (id !== undefined) return REQUEST_ID.test(id) ? id : undefined
  return TRACEPARENT.exec(header('traceparent') ?? '')?.[1]
}

/**
 * Gives each request for a page an id and an address, sets the headers of its response, and logs one line
 * about both.
 */
export function identifyRequest(
  { settings, requestLog }: Pick<Parts, 'settings' | 'requestLog'>,
  readCaller: CallerReader,
): MiddlewareHandler<Edge> {
  const headers = Object.entries(everyAnswerHeaders(settings))
  return async (context, next) => {
    const startedAt = performance.now()
    const caller = readCaller({
      remoteAddress: context.env?.remoteAddress,
      header: (name) => context.req.header(name),
    })
    context.set('caller', caller)
    await next()
    context.header('X-Request-Id', caller.requestId)
    for (const [name, value] of headers) if (!context.res.headers.has(name)) context.header(name, value)
    const { method, path } = context.req
    requestLog.answered({ caller, method, path, status: context.res.status, startedAt })
  }
}
