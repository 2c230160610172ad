import type { ClientRequest } from '../../flows/clients/authenticate-client.ts'
import type { Parts } from '../../flows/parts.ts'
import type { Call } from '../call.ts'
import { readForm } from './read-form.ts'

/**
 * Reads a back-channel request of a client: a form body and the `Authorization` header, never the query
 * (OAuth 2.1 §2.4.1).
 */
export async function readClientRequest(
  { request, caller }: Call,
  { settings }: Pick<Parts, 'settings'>,
): Promise<ClientRequest> {
  const parameters = await readForm(request, settings.limits.bodyBytes)
  return { authorization: request.header('authorization'), parameters, caller }
}
