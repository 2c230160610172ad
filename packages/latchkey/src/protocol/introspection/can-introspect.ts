import type { AccessToken } from '../access-token/access-token.ts'
import type { Client } from '../clients/client.ts'

/**
 * A caller may learn of its own tokens, and of those for an API that it serves (RFC 7662 §4, CVE-2026-58425).
 */
export function canIntrospect(
  caller: Pick<Client, 'clientId' | 'introspects'>,
  token: Pick<AccessToken, 'clientId' | 'audience'>,
): boolean {
  return token.clientId === caller.clientId || token.audience.some((uri) => caller.introspects.includes(uri))
}
