import type { ClaimTarget } from '../../ports/custom-claims.ts'
import type { Account } from '../../protocol/accounts/account.ts'
import type { Client } from '../../protocol/clients/client.ts'
import type { Grant } from '../../protocol/grant.ts'
import type { Parts } from '../parts.ts'

/**
 * The claims that the operator's hook adds, or none. If the hook throws, the request fails: no token is
 * issued without claims that it should have.
 */
export async function loadCustomClaims(
  about: {
    readonly target: ClaimTarget
    readonly client: Client
    readonly account?: Account | undefined
    readonly grant?: Grant | undefined
    readonly scopes: readonly string[]
    readonly resource?: string
  },
  { settings }: Pick<Parts, 'settings'>,
): Promise<Readonly<Record<string, unknown>>> {
  if (settings.customClaims === undefined) return {}
  const { account, grant, ...rest } = about
  return settings.customClaims({ ...rest, ...(account && { account }), ...(grant && { grant }) })
}
