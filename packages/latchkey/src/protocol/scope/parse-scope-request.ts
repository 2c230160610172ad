import type { Client } from '../clients/client.ts'
import { refuse } from '../refusal.ts'
import type { Resource } from '../resource.ts'
import { parseResourceIndicators } from './parse-resource-indicators.ts'
import { parseScope } from './parse-scope.ts'
import type { ScopeRequest } from './split-requested-scopes.ts'

/** What a client sends when it asks for scopes. */
export interface SentScopeRequest {
  /** The `scope` parameter as it was sent. */
  readonly scope?: string | undefined
  /** The `resource` parameters as they were sent. */
  readonly resources: readonly string[]
  readonly client: Client
  readonly settingsResources: readonly Resource[]
}

/** @throws Refusal `invalid_scope`, `invalid_target` */
export function parseScopeRequest(sent: SentScopeRequest): ScopeRequest {
  const { scope, resources, client, settingsResources } = sent
  const scopes = scope === undefined ? undefined : parseScope(scope)
  const named = parseResourceIndicators(resources, settingsResources)
  requireReachableResources(named, client)
  return { ...(scopes && { scopes }), named, client, resources: settingsResources }
}

/**
 * A client can name a resource only if it is registered for one of its scopes (RFC 8707 §2: unknown or not
 * allowed).
 */
function requireReachableResources(named: readonly Resource[], client: Client): void {
  const unreachable = named.find(({ scopes }) => !scopes.some(({ name }) => client.scopes.includes(name)))
  if (unreachable !== undefined) {
    refuse('invalid_target', 'This client is registered for no scope of the resource that it names')
  }
}
