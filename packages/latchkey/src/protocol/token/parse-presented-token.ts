import type { Parameters } from '../parameters.ts'
import { refuse } from '../refusal.ts'

/**
 * The token that an introspection or revocation request is about. `token_type_hint` is optional, and we do
 * not need it.
 */
export function parsePresentedToken(parameters: Parameters): string {
  return parameters.get('token') ?? refuse('malformed_request', 'Send the token as token')
}
