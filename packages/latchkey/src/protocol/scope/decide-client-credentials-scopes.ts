import { refuse } from '../refusal.ts'
import type { RequestedScopes } from './decide-requested-scopes.ts'
import { isIdentityScope } from './identity-scopes.ts'
import { parseScopeRequest, type SentScopeRequest } from './parse-scope-request.ts'
import { splitRequestedScopes, toGrantedResources } from './split-requested-scopes.ts'

/**
 * The scopes that a client gets on its own behalf (RFC 6749 §4.4). Identity scopes are ignored, because there
 * is no person; any other scope that the client is not registered for fails the request (CVE-2024-52287).
 * @throws Refusal `invalid_scope`, `invalid_target`
 */
export function decideClientCredentialsScopes(
  sent: SentScopeRequest,
): Omit<RequestedScopes, 'leftOutScopes'> {
  const request = parseScopeRequest(sent)
  const asked = request.scopes?.filter((scope) => !isIdentityScope(scope))
  const { scopes, surplus } = splitRequestedScopes({ ...request, ...(asked && { scopes: asked }) })
  if (surplus.length > 0) {
    refuse('invalid_scope', `This client may not ask for: ${surplus.join(' ')}`)
  }
  return { scopes, resources: toGrantedResources(scopes, request) }
}
