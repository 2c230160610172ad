import type { PlainResponse } from 'latchkey-connect/internal'
import type { Refusal } from '../../protocol/refusal.ts'
import { answerJson } from './answer-json.ts'
import { toErrorText, toWireError } from './wire-error.ts'

/**
 * The response to a refused request at an endpoint for clients: always JSON, whatever `Accept` says
 * (RFC 6749 §5.2).
 */
export function answerRefusalAsJson(refusal: Refusal): PlainResponse {
  const { error, status } = toWireError(refusal.reason)
  const { description, retryAfterSeconds } = refusal.detail
  const challenge = challengeOf(refusal)
  return answerJson(
    { error, ...(description !== undefined && { error_description: toErrorText(description) }) },
    {
      status,
      headers: {
        ...(retryAfterSeconds !== undefined && { 'Retry-After': String(Math.max(1, retryAfterSeconds)) }),
        ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
      },
    },
  )
}

/**
 * The challenge, by RFC 6749 §5.2 for clients and RFC 6750 §3 for bearer tokens. To a request without any
 * token it names no error.
 */
function challengeOf({ reason, detail }: Refusal): string | undefined {
  const description =
    detail.description === undefined ? '' : `, error_description="${toErrorText(detail.description)}"`
  switch (reason) {
    case 'client_authentication_failed':
      return detail.evidence?.scheme === 'basic' ? 'Basic realm="clients", charset="UTF-8"' : undefined
    case 'token_missing':
      return 'Bearer realm="userinfo"'
    case 'token_invalid':
    case 'insufficient_scope':
      return `Bearer realm="userinfo", error="${toWireError(reason).error}"${description}`
    default:
      return undefined
  }
}
