import type { ClientRequest } from '../flows/authenticate-client.ts'
import type { Parts } from '../flows/parts.ts'
import { callerOf } from './caller.ts'
import type { EdgeContext } from './edge.ts'
import { readForm } from './read-form.ts'

/** A request of a client's back channel: a form body and the `Authorization` header, never the query (OAuth 2.1 §2.4.1). */
export async function readClientRequest(
  context: EdgeContext,
  { settings }: Pick<Parts, 'settings'>,
): Promise<ClientRequest> {
  const authorization = context.req.header('authorization')
  const parameters = await readForm(context, settings.limits.bodyBytes)
  return { authorization, parameters, caller: callerOf(context) }
}
