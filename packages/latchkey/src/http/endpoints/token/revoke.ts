import { revoke } from '../../../flows/token/revoke.ts'
import { answerJson } from '../../answers/answer-json.ts'
import type { Endpoint } from '../../call.ts'
import { readClientRequest } from '../../edge/read-client-request.ts'

/** `POST /revoke` (RFC 7009 §2). The response says only that the token is no longer valid. */
export const revokeEndpoint: Endpoint = async (call, parts) => {
  await revoke(await readClientRequest(call, parts), parts)
  return answerJson({})
}
