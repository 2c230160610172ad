import { introspect } from '../../flows/introspect.ts'
import { answerJson } from '../answer-json.ts'
import type { Endpoint } from '../edge.ts'
import { readClientRequest } from '../read-client-request.ts'

/** `POST /introspect` (RFC 7662 §2). */
export const introspectEndpoint: Endpoint = async (context, parts) =>
  answerJson(context, await introspect(await readClientRequest(context, parts), parts))
