import type { Parts } from '../../parts.ts'
import { authorizationCodeGrant } from './authorization-code.ts'
import { clientCredentialsGrant } from './client-credentials.ts'
import type { ServedGrant } from './grant-registry.ts'
import { refreshTokenGrant } from './refresh-token.ts'

/** What the server is made of but for the grants themselves. */
type GrantParts = Omit<Parts, 'grantTypes'>

/**
 * The grant types that the server brings along, by their names, in the order in which discovery lists them.
 */
const builtInGrants = {
  authorization_code: authorizationCodeGrant,
  refresh_token: refreshTokenGrant,
  client_credentials: clientCredentialsGrant,
} satisfies Readonly<Record<string, (parts: GrantParts) => ServedGrant>>

export const builtInGrantTypes: readonly string[] = Object.keys(builtInGrants)

export function createBuiltInGrants(parts: GrantParts): readonly ServedGrant[] {
  return Object.values(builtInGrants).map((create) => create(parts))
}
