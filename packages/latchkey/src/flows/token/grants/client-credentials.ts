import type { GrantHandler } from '../../../ports/grant-handler.ts'
import type { Client } from '../../../protocol/clients/client.ts'
import type { Resource } from '../../../protocol/resource.ts'
import { type AudienceDecision, decideAudience } from '../../../protocol/scope/decide-audience.ts'
import { decideClientCredentialsScopes } from '../../../protocol/scope/decide-client-credentials-scopes.ts'
import { requireConfidentialClient } from '../../../protocol/token/require-grant-type.ts'
import type { Parts } from '../../parts.ts'

interface ClientCredentialsRequest {
  readonly scope: string | undefined
  readonly resources: readonly string[]
}

/** The maximum number of different requests that are cached for one client. */
const MAX_REQUESTS = 50

/**
 * A client acts on its own behalf (OAuth 2.1 §4.2). Reads and stores nothing; no refresh token, no ID token.
 * The decision depends only on the client, the settings and the request, so it is cached: clients send the
 * same request all day.
 */
export function clientCredentialsGrant({
  settings: { resources: known },
}: Pick<Parts, 'settings'>): GrantHandler<ClientCredentialsRequest> {
  const decided = new WeakMap<Client, Map<string, AudienceDecision>>()
  return {
    grantType: 'client_credentials',
    parse: (parameters) => ({ scope: parameters.get('scope'), resources: parameters.all('resource') }),
    async decide(request, { client }) {
      const key = JSON.stringify(request)
      const decision = decided.get(client)?.get(key)
      if (decision !== undefined) return decision
      const fresh = decideFor(client, request, known)
      const decisions = decided.get(client) ?? new Map<string, AudienceDecision>()
      if (decisions.size < MAX_REQUESTS) decided.set(client, decisions.set(key, fresh))
      return fresh
    },
  }
}

function decideFor(
  client: Client,
  { scope, resources }: ClientCredentialsRequest,
  known: readonly Resource[],
): AudienceDecision {
  requireConfidentialClient(client)
  const own = decideClientCredentialsScopes({ scope, resources, client, settingsResources: known })
  return decideAudience({
    requested: resources,
    scopes: own.scopes,
    granted: own.resources,
    resources: known,
    client,
  })
}
