import type { Parts } from '../../flows/parts.ts'
import { answerUserinfo } from '../../flows/userinfo.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { answerJson } from '../answer-json.ts'
import type { EdgeContext, Endpoint } from '../edge.ts'
import { isForm, readForm } from '../read-form.ts'

/** `GET` or `POST /userinfo` (OpenID Connect Core §5.3). */
export const userinfoEndpoint: Endpoint = async (context, parts) => {
  const authorization = context.req.header('authorization')
  const body = await readBody(context, parts)
  return answerJson(context, await answerUserinfo({ authorization, body }, parts))
}

/** A token in a body counts only in a form that was posted (RFC 6750 §2.2). */
async function readBody(context: EdgeContext, { settings }: Parts): Promise<Parameters | undefined> {
  if (context.req.method !== 'POST' || !isForm(context)) return undefined
  return readForm(context, settings.limits.bodyBytes)
}
