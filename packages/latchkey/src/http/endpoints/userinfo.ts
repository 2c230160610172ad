import type { Parts } from '../../flows/parts.ts'
import { answerUserinfo } from '../../flows/userinfo.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { answerJson } from '../answer-json.ts'
import type { Arrival, Endpoint } from '../call.ts'
import { isForm, readForm } from '../read-form.ts'

/** `GET` or `POST /userinfo` (OpenID Connect Core §5.3). */
export const userinfoEndpoint: Endpoint = async ({ arrival }, parts) => {
  const body = await readBody(arrival, parts)
  return answerJson(await answerUserinfo({ authorization: arrival.header('authorization'), body }, parts))
}

/** A token in a body counts only in a form that was posted (RFC 6750 §2.2). */
async function readBody(arrival: Arrival, { settings }: Parts): Promise<Parameters | undefined> {
  if (arrival.method !== 'POST' || !isForm(arrival)) return undefined
  return readForm(arrival, settings.limits.bodyBytes)
}
