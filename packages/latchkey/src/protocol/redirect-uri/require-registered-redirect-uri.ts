import type { Client } from '../clients/client.ts'
import { refuse } from '../refusal.ts'
import { matchesRedirectUri } from './matches-redirect-uri.ts'

const LONGEST = 2048

/**
 * The redirect URI that the response may be sent to. A refusal here is shown to the person and never
 * redirected (OAuth 2.1 §4.1.2.1). A client with exactly one registered URI may leave the parameter out, in a
 * request without `openid` (OAuth 2.1 §2.3.2; OpenID Connect Core §3.1.2.1 requires it).
 */
export function requireRegisteredRedirectUri(
  client: Client,
  requested: string | undefined,
  asksForOpenid: boolean,
): string {
  if (requested === undefined) return requireOnlyRedirectUri(client, asksForOpenid)
  if (
    requested.length > LONGEST ||
    !client.redirectUris.some((known) => matchesRedirectUri(known, requested))
  ) {
    refuse(
      'redirect_uri_mismatch',
      'redirect_uri is not one of those registered for this client, character for character',
    )
  }
  return requested
}

function requireOnlyRedirectUri(client: Client, asksForOpenid: boolean): string {
  const [only, ...others] = client.redirectUris
  if (only === undefined || others.length > 0 || asksForOpenid) {
    refuse('redirect_uri_missing', 'Send redirect_uri, one of those registered for this client')
  }
  return only
}
