import type { PlainResponse } from 'latchkey-connect/internal'
import { Refusal } from '../../protocol/refusal.ts'
import { callerOf } from '../edge/caller-of.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import { toResponse } from '../edge/from-fetch-request.ts'
import type { Site } from '../site.ts'
import { answerErrorAsJson, answerErrorAsPage } from './answer-error.ts'
import { answerRefusalAsJson } from './answer-refusal-as-json.ts'
import { answerRefusalAsPage } from './answer-refusal-as-page.ts'
import { reportThrown } from './report-thrown.ts'

/** The only catch of the pages: reports what was thrown, and shows what the person may know. */
export function createCatch(
  site: Site,
): (cause: Error, context: EdgeContext) => Response | Promise<Response> {
  return (cause, context) => {
    const caller = callerOf(context)
    reportThrown(cause, { path: context.req.path, caller }, site.parts)
    if (context.get('isProgram')) return toResponse(toJson(cause, caller.requestId), context.req.method)
    return cause instanceof Refusal
      ? answerRefusalAsPage(context, site, cause)
      : answerErrorAsPage(context, site, cause)
  }
}

function toJson(cause: Error, requestId: string): PlainResponse {
  return cause instanceof Refusal ? answerRefusalAsJson(cause) : answerErrorAsJson(cause, requestId)
}
