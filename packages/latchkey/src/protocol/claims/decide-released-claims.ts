import type { Account } from '../accounts/account.ts'
import type { Client } from '../clients/client.ts'
import type { RequestedClaim } from './claims-request.ts'
import { claimsOfScopes } from './scope-claims.ts'

/** The claims that are not strings, with the type that they must have (OpenID Connect Core §5.1). */
const TYPES: Readonly<Record<string, 'boolean' | 'number' | 'object'>> = {
  email_verified: 'boolean',
  phone_number_verified: 'boolean',
  updated_at: 'number',
  address: 'object',
}

/**
 * The standard claims about a person that a client gets: those of the granted scopes, and those that the
 * `claims` parameter names (OpenID Connect Core §5.4, §5.5), as long as the client is registered for the
 * scope that they belong to. Claims that we do not know or do not have are left out, never null or empty
 * (§5.3.2).
 */
export function decideReleasedClaims(request: {
  readonly account: Pick<Account, 'username' | 'claims'>
  readonly scopes: readonly string[]
  readonly requested?: Readonly<Record<string, RequestedClaim>> | undefined
  readonly client: Pick<Client, 'scopes'>
}): Readonly<Record<string, unknown>> {
  const registered = new Set(claimsOfScopes(request.client.scopes))
  const named = Object.keys(request.requested ?? {}).filter((name) => registered.has(name))
  const names = new Set([...claimsOfScopes(request.scopes), ...named])
  const claims = heldClaims(request.account, names)
  const held = [...names].map((name) => [name, claims[name]] as const)
  return Object.fromEntries(held.filter(([name, value]) => isPresentable(name, value)))
}

/**
 * The claims of the account. Its username is its `preferred_username` unless it has another: many clients
 * know people by that claim (OpenID Connect Core §5.1). A username that is an email address is told only
 * where `email` is: nobody who is asked for their profile expects to give away their address.
 */
function heldClaims({ username, claims }: Pick<Account, 'username' | 'claims'>, names: ReadonlySet<string>) {
  if (isPresentable('preferred_username', claims.preferred_username)) return claims
  if (username.includes('@') && !names.has('email')) return claims
  return { ...claims, preferred_username: username }
}

function isPresentable(name: string, value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : 'string'
  if (typeof value !== type) return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}
