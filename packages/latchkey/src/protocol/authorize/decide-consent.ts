import { type Client, isPublicClient } from '../clients/client.ts'
import type { Consent } from '../grant.ts'
import { isLoopbackHost } from '../redirect-uri/is-loopback-host.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { isCovered, toConsentedParts } from './standing-consent.ts'

/** What else decides whether the person is asked. */
interface ConsentContext {
  /** The remembered one, if it stands. */
  readonly consent: Consent | undefined
  readonly issuer: string
}

/**
 * Decides whether the person must be asked for consent.
 * - `prompt=consent` always asks (OpenID Connect Core §3.1.2.1).
 * - A client that any program on the computer could be asks each time (RFC 8252 §8.6, OAuth 2.1 §7.3.1).
 * - An operator's own app does not ask, unless it is such a client and requests `offline_access`.
 * - Otherwise a remembered consent is enough for what it covers: scopes, and resources even without scopes.
 */
export function isConsentNeeded(
  request: AuthorizationRequest,
  client: Client,
  { consent, issuer }: ConsentContext,
): boolean {
  if (request.prompts.includes('consent')) return true
  const impersonable = isImpersonable(client, request.redirectUri, issuer)
  if (client.firstParty) return impersonable && request.scopes.includes('offline_access')
  return impersonable || !isCovered(consent, toConsentedParts(request))
}

/**
 * Decides whether an operator's own app must be confirmed by the person although it needs no consent: when
 * whatever program has claimed the redirect URI would get the code. Such a request is never answered without
 * an interaction (RFC 8252 §8.6, OAuth 2.1 §7.3.1).
 */
export function isConfirmationNeeded(
  { redirectUri }: Pick<AuthorizationRequest, 'redirectUri'>,
  client: Client,
  { issuer }: Pick<ConsentContext, 'issuer'>,
): boolean {
  return client.firstParty && isImpersonable(client, redirectUri, issuer)
}

/**
 * True when any program on the computer could pose as the client: nothing belongs to the client alone,
 * neither its redirect URI nor a secret. A secret that is shipped with an installed app proves nothing (RFC
 * 8252 §8.5); an app with a private-use scheme is one. With a secret, a loopback URI may be a web app in
 * development.
 */
function isImpersonable(client: Client, redirectUri: string, issuer: string): boolean {
  const url = URL.parse(redirectUri)
  if (url?.protocol === 'https:' && !isLoopbackHost(url.hostname)) return false
  // Whoever could take our own address would be the issuer. A private-use scheme has the origin "null".
  if (url !== null && url.origin === new URL(issuer).origin) return false
  const isInstalled = url?.protocol !== 'https:' && url?.protocol !== 'http:'
  return isPublicClient(client) || (isInstalled && client.tokenEndpointAuthMethod !== 'private_key_jwt')
}
