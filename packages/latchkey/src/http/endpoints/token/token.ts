import { answerTokenRequest } from '../../../flows/token/token.ts'
import { answerJson } from '../../answers/answer-json.ts'
import type { Endpoint } from '../../call.ts'
import { readClientRequest } from '../../edge/read-client-request.ts'

/** `POST /token` (OAuth 2.1 §3.2). */
export const tokenEndpoint: Endpoint = async (call, parts) =>
  answerJson(await answerTokenRequest(await readClientRequest(call, parts), parts))
