import { refuse } from '../refusal.ts'
import { parseScopeRequest, type SentScopeRequest } from './parse-scope-request.ts'
import { splitRequestedScopes, toGrantedResources } from './split-requested-scopes.ts'

/** The most that a client may be granted. */
export interface RequestedScopes {
  readonly scopes: readonly string[]
  /**
   * URIs as configured. Our issuer is included exactly when one of its scopes is granted, or it was named.
   */
  readonly resources: readonly string[]
}

/**
 * The scopes and resources that an authorization request asks for and the client may have. A request for
 * `openid` loses the scopes that the client may not have, instead of failing (OpenID Connect Core §3.1.2.1).
 * @throws Refusal `invalid_scope`, `invalid_target`
 */
export function decideRequestedScopes(sent: SentScopeRequest): RequestedScopes {
  const request = parseScopeRequest(sent)
  const { scopes, surplus } = splitRequestedScopes(request)
  if (surplus.length > 0 && !scopes.includes('openid')) {
    refuse('invalid_scope', `This client may not ask for: ${surplus.join(' ')}`)
  }
  if (scopes.length === 0 && request.named.length === 0) {
    refuse('invalid_scope', 'Name at least one scope that this client is registered for')
  }
  return { scopes, resources: toGrantedResources(scopes, request) }
}
