import { answerTokenRequest } from '../../flows/token.ts'
import { answerJson } from '../answer-json.ts'
import type { Endpoint } from '../edge.ts'
import { readClientRequest } from '../read-client-request.ts'

/** `POST /token` (OAuth 2.1 §3.2). */
export const tokenEndpoint: Endpoint = async (context, parts) =>
  answerJson(context, await answerTokenRequest(await readClientRequest(context, parts), parts))
