import { checkReadiness } from '../../../flows/upkeep/check-readiness.ts'
import { answerJson } from '../../answers/answer-json.ts'
import type { Endpoint } from '../../call.ts'

/**
 * `GET /healthz`: the process responds. Uses nothing else, so that a slow database does not cause a restart.
 */
export const healthEndpoint: Endpoint = async () => answerJson({ status: 'ok' })

/** `GET /readyz`: 200 when the process can do its work, else 503. */
export const readyEndpoint: Endpoint = async (_call, parts) => {
  const readiness = await checkReadiness(parts)
  return answerJson(readiness, { status: readiness.status === 'ok' ? 200 : 503 })
}
