import type { PlainResponse } from 'latchkey-connect/internal'
import type { Parts } from '../flows/parts.ts'
import { Refusal } from '../protocol/refusal.ts'
import { answerErrorAsJson } from './answers/answer-error.ts'
import { answerJson } from './answers/answer-json.ts'
import { answerRefusalAsJson } from './answers/answer-refusal-as-json.ts'
import { reportThrown } from './answers/report-thrown.ts'
import type { Call, ClientEndpoint, MalformedEndpoint, MalformedStatus } from './call.ts'
import type { ClientRoute } from './client-routes.ts'
import type { AreaPaths } from './edge/areas.ts'
import { answerPreflight, originHeaders } from './edge/cors.ts'
import type { CallerReader } from './edge/identify-request.ts'
import { everyAnswerHeaders } from './edge/security-headers.ts'
import { createMalformedEndpoint } from './endpoints/malformed.ts'

/** A route, or what answers all methods. */
type Surrounded = Pick<ClientRoute, 'endpoint' | 'cors'> &
  Partial<Pick<ClientRoute, 'methods' | 'isHealthCheck'>> & {
    /** Where it is not the endpoint that decides it. */
    readonly status?: MalformedStatus
  }

/** What every endpoint is surrounded with. */
interface Surroundings {
  readonly areas: AreaPaths
  readonly parts: Parts
  readonly readCaller: CallerReader
}

/** The endpoints for clients. */
interface ClientEndpoints {
  /** By path; those of closed areas are left out. */
  readonly byPath: ReadonlyMap<string, ClientEndpoint>
  /** For what is no request of HTTP, whatever its path and method. */
  readonly malformed: MalformedEndpoint
}

/**
 * Creates the endpoints for clients, each with all that surrounds it: reading the caller, the only catch,
 * headers, the log line.
 */
export function createClientEndpoints(
  routes: readonly ClientRoute[],
  { areas, parts, readCaller }: Surroundings,
): ClientEndpoints {
  const { settings, requestLog } = parts
  const always = everyAnswerHeaders(settings)
  const surround = (route: Surrounded): ClientEndpoint => {
    return async (request) => {
      const startedAt = performance.now()
      const caller = readCaller(request)
      const { method, path } = request
      const answer = await answerCall({ request, caller }, route, parts)
      const { status = answer.status } = route
      const isQuiet = route.isHealthCheck && status === 200 && !settings.logHealthChecks
      if (!isQuiet) requestLog.answered({ caller, method, path, status, startedAt })
      const cors = route.cors ? originHeaders(request, settings.corsOrigins) : undefined
      return {
        ...answer,
        status,
        headers: { ...always, ...answer.headers, ...cors, 'X-Request-Id': caller.requestId },
      }
    }
  }
  const refuseAs = (status: MalformedStatus) =>
    surround({ endpoint: createMalformedEndpoint(status), cors: false, status })
  const byStatus = { 400: refuseAs(400), 408: refuseAs(408), 413: refuseAs(413), 431: refuseAs(431) }
  const open = routes.filter(({ path }) => areas.isOutsideClosedAreas(path))
  return {
    byPath: new Map(open.map((route) => [route.path, surround(route)])),
    malformed: (request, status = 400) => byStatus[status](request),
  }
}

async function answerCall(
  call: Call,
  { methods, endpoint, cors }: Surrounded,
  parts: Parts,
): Promise<PlainResponse> {
  const { request, caller } = call
  // A HEAD is a GET whose response is sent without its body (RFC 9110 §9.3.2).
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (methods !== undefined) {
    if (cors && method === 'OPTIONS') return answerPreflight(request, methods)
    if (!methods.some((allowed) => allowed === method)) return answerWrongMethod(methods)
  }
  try {
    return await endpoint(call, parts)
  } catch (cause) {
    reportThrown(cause, { path: request.path, caller }, parts)
    return cause instanceof Refusal ? answerRefusalAsJson(cause) : answerErrorAsJson(cause, caller.requestId)
  }
}

function answerWrongMethod(methods: readonly string[]): PlainResponse {
  return answerJson(
    { error: 'invalid_request', error_description: 'Use the method that Allow names' },
    { status: 405, headers: { Allow: methods.join(', ') } },
  )
}
