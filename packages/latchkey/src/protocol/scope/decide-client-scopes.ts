import type { Client } from '../clients/client.ts'
import { refuse } from '../refusal.ts'
import type { Resource } from '../resource.ts'
import { allotScopes, toGrantedResources } from './allot-scopes.ts'
import { type RequestedScopes, requireReachableResources } from './decide-requested-scopes.ts'
import { isIdentityScope } from './identity-scopes.ts'
import { parseResourceIndicators } from './parse-resource-indicators.ts'
import { parseScope } from './parse-scope.ts'

/**
 * The scopes that a client gets on its own behalf (RFC 6749 §4.4). Identity scopes are ignored, because there
 * is no person; any other scope that the client is not registered for fails the request (CVE-2024-52287).
 * @throws Refusal `invalid_scope`, `invalid_target`
 */
export function decideClientScopes(request: {
  readonly scope?: string | undefined
  readonly resources: readonly string[]
  readonly client: Client
  readonly settingsResources: readonly Resource[]
}): RequestedScopes {
  const asked = request.scope === undefined ? undefined : parseScope(request.scope)
  const named = parseResourceIndicators(request.resources, request.settingsResources)
  const parts = { named, client: request.client, resources: request.settingsResources }
  requireReachableResources(parts)
  const { scopes, surplus } = allotScopes({
    ...parts,
    ...(asked && { scopes: asked.filter((scope) => !isIdentityScope(scope)) }),
  })
  if (surplus.length > 0) {
    refuse('invalid_scope', `This client may not ask for: ${surplus.join(' ')}`)
  }
  return { scopes, resources: toGrantedResources(scopes, parts) }
}
