import type { Client } from '../clients/client.ts'
import { refuse } from '../refusal.ts'
import type { Resource } from '../resource.ts'
import { allotScopes, toGrantedResources } from './allot-scopes.ts'
import { parseResourceIndicators } from './parse-resource-indicators.ts'
import { parseScope } from './parse-scope.ts'

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
export function decideRequestedScopes(request: {
  /** The `scope` parameter as it was sent. */
  readonly scope?: string | undefined
  /** The `resource` parameters as they were sent. */
  readonly resources: readonly string[]
  readonly client: Client
  readonly settingsResources: readonly Resource[]
}): RequestedScopes {
  const asked = request.scope === undefined ? undefined : parseScope(request.scope)
  const named = parseResourceIndicators(request.resources, request.settingsResources)
  const parts = { named, client: request.client, resources: request.settingsResources }
  requireReachableResources(parts)
  const { scopes, surplus } = allotScopes({ ...parts, ...(asked && { scopes: asked }) })
  if (surplus.length > 0 && !scopes.includes('openid')) {
    refuse('invalid_scope', `This client may not ask for: ${surplus.join(' ')}`)
  }
  if (scopes.length === 0 && named.length === 0) {
    refuse('invalid_scope', 'Name at least one scope that this client is registered for')
  }
  return { scopes, resources: toGrantedResources(scopes, parts) }
}

/**
 * A client can name a resource only if it is registered for one of its scopes (RFC 8707 §2: unknown or not
 * allowed).
 */
export function requireReachableResources(request: {
  readonly named: readonly Resource[]
  readonly client: Client
}): void {
  const unreachable = request.named.find(
    ({ scopes }) => !scopes.some(({ name }) => request.client.scopes.includes(name)),
  )
  if (unreachable !== undefined) {
    refuse('invalid_target', 'This client is registered for no scope of the resource that it names')
  }
}
