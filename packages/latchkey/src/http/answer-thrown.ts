import type { Logger } from '../ports/logger.ts'
import { Refusal } from '../protocol/refusal.ts'
import { answerFaultAsJson, answerFaultAsPage } from './answer-fault.ts'
import { answerRefusalAsJson, answerRefusalAsPage } from './answer-refusal.ts'
import type { EdgeContext } from './edge.ts'
import type { Site } from './site.ts'

/** The one catch: reports what was thrown in full, without secrets, and answers with what the other side may know. */
export function createCatch(
  site: Site,
  logger: Logger,
): (cause: Error, context: EdgeContext) => Response | Promise<Response> {
  return (cause, context) => {
    const request = { req_id: context.get('requestId'), path: context.req.path.slice(0, 200) }
    const forClients = context.get('speaksTo') === 'clients'
    if (cause instanceof Refusal) {
      const { description, evidence, returnTo } = cause.detail
      logger.info(
        {
          ...request,
          reason: cause.reason,
          description,
          ...evidence,
          ...(returnTo && { client_id: returnTo.clientId }),
        },
        'refused',
      )
      return forClients ? answerRefusalAsJson(context, cause) : answerRefusalAsPage(context, site, cause)
    }
    logger.error({ ...request, err: cause }, 'fault')
    return forClients ? answerFaultAsJson(context, cause) : answerFaultAsPage(context, site, cause)
  }
}
