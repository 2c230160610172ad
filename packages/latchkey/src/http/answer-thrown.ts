import type { Logger } from '../ports/logger.ts'
import { Refusal, type RefusalReason } from '../protocol/refusal.ts'
import { answerFaultAsJson, answerFaultAsPage } from './answer-fault.ts'
import { answerRefusalAsJson, answerRefusalAsPage } from './answer-refusal.ts'
import { callerOf } from './caller.ts'
import type { EdgeContext } from './edge.ts'
import type { Site } from './site.ts'

/** What is an everyday answer, or has a record of its own. */
const UNRECORDED: ReadonlySet<RefusalReason> = new Set<RefusalReason>([
  'login_required',
  'consent_required',
  'access_denied',
  'client_authentication_failed',
  'too_many_attempts',
  'code_replayed',
  'refresh_token_replayed',
])

/** The one catch: reports what was thrown in full, without secrets, and answers with what the other side may know. */
export function createCatch(
  site: Site,
  logger: Logger,
): (cause: Error, context: EdgeContext) => Response | Promise<Response> {
  return (cause, context) => {
    const request = { req_id: context.get('requestId'), path: context.req.path.slice(0, 200) }
    const forClients = context.get('speaksTo') === 'clients'
    if (cause instanceof Refusal) {
      const { description, evidence } = cause.detail
      logger.info({ ...request, reason: cause.reason, description, ...evidence }, 'refused')
      recordRefusal(cause, context, site)
      return forClients ? answerRefusalAsJson(context, cause) : answerRefusalAsPage(context, site, cause)
    }
    logger.error({ ...request, err: cause }, 'fault')
    return forClients ? answerFaultAsJson(context, cause) : answerFaultAsPage(context, site, cause)
  }
}

/** For the developer of a client, and for whoever looks for attempts to get around a rule (OWASP ASVS 16.3.2, 16.3.3). */
function recordRefusal({ reason, detail }: Refusal, context: EdgeContext, { parts }: Site): void {
  const clientId = detail.returnTo?.clientId ?? detail.evidence?.clientId
  if (typeof clientId !== 'string' || UNRECORDED.has(reason)) return
  parts.events.report({
    name: 'request.refused',
    outcome: 'failure',
    clientId,
    reason,
    detail: { path: context.req.path.slice(0, 200) },
    ...callerOf(context),
  })
}
