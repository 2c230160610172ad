import { type Client, isPublicClient } from '../client.ts'
import type { Consent } from '../grant.ts'
import { isLoopbackHost } from '../redirect-uri/is-loopback-host.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/**
 * Whether the person must be asked.
 * - `prompt=consent` always asks (OpenID Connect Core §3.1.2.1).
 * - A public client whose redirect URI proves nothing (loopback, private-use scheme) is asked about each
 *   time: any program on the computer could be it (RFC 8252 §8.6, OAuth 2.1 §7.3.1).
 * - An operator's own app is not asked about, unless it is such a client and wants access while the person is
 *   away.
 * - Otherwise a remembered yes is enough, for what it covers.
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

/** An https address belongs to whoever holds its certificate; the others belong to whoever is first. */
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
