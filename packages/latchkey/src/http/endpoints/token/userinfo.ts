import type { PlainRequest } from 'latchkey-connect/internal'
import type { Parts } from '../../../flows/parts.ts'
import { answerUserinfo } from '../../../flows/token/userinfo.ts'
import type { Parameters } from '../../../protocol/parameters.ts'
import { answerJson } from '../../answers/answer-json.ts'
import type { Endpoint } from '../../call.ts'
import { isForm, readForm } from '../../edge/read-form.ts'

/** `GET` or `POST /userinfo` (OpenID Connect Core §5.3). */
export const userinfoEndpoint: Endpoint = async ({ request }, parts) => {
  const body = await readBody(request, parts)
  return answerJson(await answerUserinfo({ authorization: request.header('authorization'), body }, parts))
}

/** A token in a body counts only in a form that was posted (RFC 6750 §2.2). */
async function readBody(request: PlainRequest, { settings }: Parts): Promise<Parameters | undefined> {
  if (request.method !== 'POST' || !isForm(request)) return undefined
  return readForm(request, settings.limits.bodyBytes)
}
