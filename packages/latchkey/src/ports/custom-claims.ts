import type { Account } from '../protocol/accounts/account.ts'
import type { Client } from '../protocol/clients/client.ts'
import type { Grant } from '../protocol/grant.ts'

/** Where extra claims may go. */
export type ClaimTarget = 'id_token' | 'userinfo' | 'access_token'

/** What the claims hook gets. */
export interface CustomClaimsContext {
  readonly target: ClaimTarget
  readonly client: Client
  /** Absent for client credentials. */
  readonly account?: Account
  readonly grant?: Grant
  readonly scopes: readonly string[]
  readonly resource?: string
}

/** Adds the operator's own claims. Protocol claims cannot be overwritten. */
export type CustomClaims = (
  context: CustomClaimsContext,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
