import type { Logger } from '../../ports/logger.ts'
import { Refusal } from '../../protocol/refusal.ts'
import { callerOf } from '../edge/caller-of.ts'
import type { EdgeContext } from '../edge/edge-context.ts'
import type { Site } from '../site.ts'
import { answerErrorAsPage } from './answer-error.ts'
import { answerRefusalAsPage } from './answer-refusal-as-page.ts'
import { reportThrown } from './report-thrown.ts'

/** The only catch of the pages: reports what was thrown, and shows what the person may know. */
export function createCatch(
  site: Site,
  logger: Logger,
): (cause: Error, context: EdgeContext) => Response | Promise<Response> {
  return (cause, context) => {
    const { events } = site.parts
    reportThrown(cause, { path: context.req.path, caller: callerOf(context) }, { events, logger })
    return cause instanceof Refusal
      ? answerRefusalAsPage(context, site, cause)
      : answerErrorAsPage(context, site, cause)
  }
}
