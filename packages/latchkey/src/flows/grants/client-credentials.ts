import type { GrantHandler } from '../../ports/grant-handler.ts'
import { decideAudience } from '../../protocol/scope/decide-audience.ts'
import { decideClientScopes } from '../../protocol/scope/decide-client-scopes.ts'
import { requireConfidentialClient } from '../../protocol/token/require-grant-type.ts'
import type { Parts } from '../parts.ts'

interface ClientCredentialsRequest {
  readonly scope: string | undefined
  readonly resources: readonly string[]
}

/** A client acts for itself (OAuth 2.1 §4.2). Reads nothing and stores nothing; no refresh token, no ID token. */
export function clientCredentialsGrant({
  settings,
}: Pick<Parts, 'settings'>): GrantHandler<ClientCredentialsRequest> {
  return {
    grantType: 'client_credentials',
    parse: (parameters) => ({ scope: parameters.get('scope'), resources: parameters.all('resource') }),
    async decide({ scope, resources }, { client }) {
      requireConfidentialClient(client)
      const settingsResources = settings.resources
      const own = decideClientScopes({ scope, resources, client, settingsResources })
      return decideAudience({
        requested: [],
        scopes: own.scopes,
        granted: own.resources,
        resources: settingsResources,
      })
    },
  }
}
