import { introspect } from '../../../flows/token/introspect.ts'
import { answerJson } from '../../answers/answer-json.ts'
import type { Endpoint } from '../../call.ts'
import { readClientRequest } from '../../edge/read-client-request.ts'

/** `POST /introspect` (RFC 7662 §2). */
export const introspectEndpoint: Endpoint = async (call, parts) =>
  answerJson(await introspect(await readClientRequest(call, parts), parts))
