import { introspect } from '../../flows/introspect.ts'
import { answerJson } from '../answer-json.ts'
import type { Endpoint } from '../call.ts'
import { readClientRequest } from '../read-client-request.ts'

/** `POST /introspect` (RFC 7662 §2). */
export const introspectEndpoint: Endpoint = async (call, parts) =>
  answerJson(await introspect(await readClientRequest(call, parts), parts))
