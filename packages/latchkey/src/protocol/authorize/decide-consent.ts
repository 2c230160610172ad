import { type Client, isPublicClient } from '../clients/client.ts'
import type { Consent } from '../grant.ts'
import { isLoopbackHost } from '../redirect-uri/is-loopback-host.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/**
 * Decides whether the person must be asked for consent.
 * - `prompt=consent` always asks (OpenID Connect Core §3.1.2.1).
 * - A public client whose redirect URI proves nothing (loopback, private-use scheme) asks each time, because
 *   any program on the computer could be it (RFC 8252 §8.6, OAuth 2.1 §7.3.1).
 * - An operator's own app does not ask, unless it is such a client and requests `offline_access`.
 * - Otherwise a remembered consent is enough for what it covers.
 */
export function isConsentNeeded(
  request: AuthorizationRequest,
  client: Client,
  consent: Consent | undefined,
): boolean {
  if (request.prompts.includes('consent')) return true
  const impersonable = isPublicClient(client) && !isOwnedAddress(request.redirectUri)
  if (client.firstParty) return impersonable && request.scopes.includes('offline_access')
  return impersonable || !covers(consent, request)
}

/**
 * An https redirect URI belongs to whoever holds the certificate; any other, to the first program that claims
 * it.
 */
function isOwnedAddress(redirectUri: string): boolean {
  const url = URL.parse(redirectUri)
  return url?.protocol === 'https:' && !isLoopbackHost(url.hostname)
}

function covers(consent: Consent | undefined, request: AuthorizationRequest): boolean {
  if (consent === undefined) return false
  return (
    [...request.scopes, ...request.disclosedScopes].every((scope) => consent.scopes.includes(scope)) &&
    request.resources.every((resource) => consent.resources.includes(resource))
  )
}
