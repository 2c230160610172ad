import { refuse } from '../refusal.ts'
import { addressOneApi } from './address-one-api.ts'
import { parseScopeRequest, type SentScopeRequest } from './parse-scope-request.ts'
import { splitRequestedScopes, toGrantedResources } from './split-requested-scopes.ts'

/** The most that a client may be granted. */
export interface RequestedScopes {
  readonly scopes: readonly string[]
  /**
   * URIs as configured. Our issuer is included exactly when one of its scopes is granted, or it was named.
   */
  readonly resources: readonly string[]
  /** What the request named and the client does not get, for as long as the grant lives. */
  readonly leftOutScopes: readonly string[]
}

/** Names of strangers are remembered in codes, which stand in URLs, and with grants. */
const MAX_LEFT_OUT_CHARACTERS = 1024

/**
 * The scopes and resources that an authorization request asks for and the client may have. A request for
 * `openid` loses the scopes that the client may not have, instead of failing (OpenID Connect Core §3.1.2.1).
 * @throws Refusal `invalid_scope`, `invalid_target`
 */
export function decideRequestedScopes(sent: SentScopeRequest): RequestedScopes {
  const request = parseScopeRequest(sent)
  const possible = splitRequestedScopes(request)
  if (possible.surplus.length > 0 && !possible.scopes.includes('openid')) {
    refuse('invalid_scope', `This client may not ask for: ${possible.surplus.join(' ')}`)
  }
  if (possible.scopes.length === 0 && request.named.length === 0) {
    refuse('invalid_scope', 'Name at least one scope that this client is registered for')
  }
  const addressed = addressOneApi(request, possible.scopes)
  const { scopes, surplus } = splitRequestedScopes(addressed)
  return {
    scopes,
    resources: toGrantedResources(scopes, addressed),
    leftOutScopes: requireRememberable(surplus),
  }
}

function requireRememberable(surplus: readonly string[]): readonly string[] {
  if (surplus.join(' ').length > MAX_LEFT_OUT_CHARACTERS) {
    refuse(
      'invalid_scope',
      `The scopes that this client may not have come to more than ${MAX_LEFT_OUT_CHARACTERS} characters`,
    )
  }
  return surplus
}
