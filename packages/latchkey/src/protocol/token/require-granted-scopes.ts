import type { Client } from '../clients/client.ts'
import type { Grant } from '../grant.ts'
import { refuse } from '../refusal.ts'

/**
 * The scopes of a refreshed token: the granted ones, or those of them that are requested (OAuth 2.1 §4.3.1);
 * never one that the client has lost since.
 */
export function requireGrantedScopes(
  asked: readonly string[] | undefined,
  grant: Pick<Grant, 'scopes'>,
  client: Pick<Client, 'scopes'>,
): readonly string[] {
  const granted = grant.scopes.filter((scope) => client.scopes.includes(scope))
  if (asked === undefined) return granted
  if (!asked.every((scope) => granted.includes(scope))) {
    refuse('invalid_scope', 'scope may only name what was granted; leave it out for all of it')
  }
  return asked
}
