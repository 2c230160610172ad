import { answerPreflight, isPreflight, originHeaders } from '../edge/cors.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import type { Site } from '../site.ts'
import { answerRoutingError } from './answer-error.ts'

/**
 * The response to an unknown path. It is about nobody, so scripts may read it: a page that asks for metadata
 * that we do not have, or writes a path wrongly, learns that it is a 404. Otherwise its browser would only
 * speak of CORS.
 */
export function answerUnknownPath(context: EdgeContext, site: Site): Response {
  const { method } = context.req
  const request = { header: (name: string) => context.req.header(name) }
  for (const [name, value] of Object.entries(originHeaders(request, site.parts.settings.corsOrigins)))
    context.header(name, value)
  if (!isPreflight(method, request)) return answerRoutingError(context, site, { kind: 'not_found' })
  const { headers } = answerPreflight(request, ['GET', 'POST'])
  return context.body(null, { status: 204, headers: { ...headers } })
}
