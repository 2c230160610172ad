import type { Client } from '../clients/client.ts'
import type { Grant } from '../grant.ts'
import { refuse } from '../refusal.ts'

/** The scopes of a token, and those that were asked for but not granted. */
export interface GrantedScopes {
  readonly scopes: readonly string[]
  readonly leftOutScopes: readonly string[]
}

/**
 * The scopes of a refreshed token: the granted ones, or those of them that are asked for (OAuth 2.1 §4.3.1);
 * never one that the client has lost since. Clients repeat the scopes of their authorization request, so what
 * was left out there is left out here too; what was never requested is refused.
 * @throws Refusal `invalid_scope`
 */
export function requireGrantedScopes(
  asked: readonly string[] | undefined,
  grant: Pick<Grant, 'scopes' | 'leftOutScopes'>,
  client: Pick<Client, 'scopes'>,
): GrantedScopes {
  const granted = grant.scopes.filter((scope) => client.scopes.includes(scope))
  if (asked === undefined) return { scopes: granted, leftOutScopes: [] }
  const requested = [...grant.scopes, ...(grant.leftOutScopes ?? [])]
  const news = asked.filter((scope) => !requested.includes(scope))
  if (news.length > 0) {
    refuse('invalid_scope', `These scopes were not requested at /authorize: ${news.join(' ')}`)
  }
  const scopes = asked.filter((scope) => granted.includes(scope))
  const leftOutScopes = asked.filter((scope) => !granted.includes(scope))
  if (scopes.length === 0) {
    refuse(
      'invalid_scope',
      `Nothing of scope was granted; leave it out for all that was. Left out: ${leftOutScopes.join(' ')}`,
    )
  }
  return { scopes, leftOutScopes }
}
