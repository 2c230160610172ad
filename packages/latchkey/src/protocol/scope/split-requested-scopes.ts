import type { Client } from '../clients/client.ts'
import type { Resource } from '../resource.ts'
import { isIdentityScope } from './identity-scopes.ts'

/** A parsed request for scopes. */
export interface ScopeRequest {
  /** Absent: the request named no scope. */
  readonly scopes?: readonly string[]
  /** The resources that the request named; empty when it named none. */
  readonly named: readonly Resource[]
  readonly client: Client
  /** All resources; the first is our issuer. */
  readonly resources: readonly Resource[]
}

/** The requested scopes that the client may have, and those that it may not. */
export interface SplitScopes {
  readonly scopes: readonly string[]
  /**
   * Unknown scopes, those that the client is not registered for, and those of resources that were not named.
   */
  readonly surplus: readonly string[]
}

/**
 * Splits the requested scopes into those that may be granted and the surplus. A request without scopes asks
 * for all that the client is registered for, except the identity scopes (RFC 6749 §3.3: a pre-defined
 * default).
 */
export function splitRequestedScopes(request: ScopeRequest): SplitScopes {
  const within = request.named.length > 0 ? request.named : request.resources
  const reachable = new Set(within.flatMap((resource) => resource.scopes.map((scope) => scope.name)))
  const canHave = (scope: string) =>
    request.client.scopes.includes(scope) && (reachable.has(scope) || isIdentityScope(scope))
  if (request.scopes === undefined) {
    return { scopes: request.client.scopes.filter((s) => canHave(s) && !isIdentityScope(s)), surplus: [] }
  }
  return {
    scopes: request.scopes.filter(canHave),
    surplus: request.scopes.filter((scope) => !canHave(scope)),
  }
}

/**
 * The URIs of the resources that a grant of these scopes covers: the named ones, or all that have one of the
 * scopes.
 */
export function toGrantedResources(
  scopes: readonly string[],
  request: Pick<ScopeRequest, 'named' | 'resources'>,
): readonly string[] {
  const [issuer] = request.resources
  const isOwner = (resource: Resource) => resource.scopes.some(({ name }) => scopes.includes(name))
  const isGranted = (resource: Resource) =>
    request.named.includes(resource) ||
    (isOwner(resource) && (request.named.length === 0 || resource === issuer))
  return request.resources.filter(isGranted).map(({ uri }) => uri)
}
