import type { Account } from '../accounts/account.ts'
import type { Client } from '../clients/client.ts'
import { refuse } from '../refusal.ts'
import type { Resource } from '../resource.ts'
import { requireAccount } from './require-account.ts'

/**
 * Refuses tokens that no grant type may issue, ours or an embedder's: with scopes that the client is not
 * registered for, for APIs that we do not know, or for disabled accounts.
 * @returns the resource whose settings apply to the access token: the API, or our issuer where that is the
 * only audience.
 */
export function requireIssuableTokens(
  decision: {
    readonly scopes: readonly string[]
    readonly audience: readonly string[]
    readonly account?: Account
  },
  client: Client,
  resources: readonly Resource[],
): Resource {
  const addressed = resources.filter(({ uri }) => decision.audience.includes(uri))
  const apis = addressed.filter((resource) => resource !== resources[0])
  const resource = apis[0] ?? addressed[0]
  if (resource === undefined || apis.length > 1 || addressed.length < decision.audience.length) {
    return refuse('invalid_target', 'An access token is for one API that this server knows')
  }
  if (!decision.scopes.every((scope) => client.scopes.includes(scope))) {
    refuse('invalid_scope', 'The client is not registered for a scope of this token')
  }
  if (decision.account !== undefined) requireAccount(decision.account)
  return resource
}
