import { verifyClientAssertion } from '../../keys/verify-client-assertion.ts'
import { findMatchingSecret } from '../../protocol/client-authentication/find-matching-secret.ts'
import { parseClientCredentials } from '../../protocol/client-authentication/parse-client-credentials.ts'
import type { PresentedCredentials } from '../../protocol/client-authentication/presented-credentials.ts'
import { requireValidAssertion } from '../../protocol/client-authentication/require-valid-assertion.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { endpointUrl } from '../../protocol/discovery/endpoint-url.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { Refusal, refuse } from '../../protocol/refusal.ts'
import type { Caller } from '../caller.ts'
import type { Parts } from '../parts.ts'
import { countFailedAuthentication } from './limit-client-authentication.ts'

/** A back-channel request of a client, as it was sent. */
export interface ClientRequest {
  /** The `Authorization` header. */
  readonly authorization?: string | undefined
  readonly parameters: Parameters
  readonly caller: Caller
}

export type ClientAuthenticationParts = Pick<
  Parts,
  'clients' | 'storage' | 'settings' | 'clock' | 'events' | 'clientThrottle' | 'secretUse' | 'clientKeys'
>

/**
 * Authenticates the client of a request by the one method it is registered for (OAuth 2.1 §2.4). An unknown
 * client, a disabled one, a wrong secret and another method get the same response (OWASP ASVS 6.3.8). A
 * public client is only identified. On success this reads the client and writes nothing except the `jti` of
 * an assertion.
 * @throws Refusal `client_authentication_failed`, `client_authentication_ambiguous`, `too_many_attempts`
 */
export async function authenticateClient(
  request: ClientRequest,
  parts: ClientAuthenticationParts,
): Promise<Client> {
  const credentials = parseClientCredentials(request.authorization, request.parameters)
  const now = parts.clock.now()
  parts.clientThrottle.requireOpen(request.caller, credentials.clientId, now)
  try {
    return (await loadProvenClient(credentials, parts)) ?? refuseAuthentication(credentials)
  } catch (cause) {
    if (cause instanceof Refusal) await countFailedAuthentication(credentials, request.caller, parts)
    throw cause
  }
}

/**
 * Reads the client again before a refusal, so that a secret that another node has just added works at once.
 */
async function loadProvenClient(
  credentials: PresentedCredentials,
  parts: ClientAuthenticationParts,
): Promise<Client | undefined> {
  const known = await parts.clients.find(credentials.clientId)
  const proven = await provenBy(known, credentials, parts)
  if (proven !== undefined || known === undefined) return proven
  const anew = await parts.clients.findFresh(credentials.clientId)
  return anew === known ? undefined : provenBy(anew, credentials, parts)
}

/** The client, if these credentials prove it. */
async function provenBy(
  found: Client | undefined,
  credentials: PresentedCredentials,
  parts: ClientAuthenticationParts,
): Promise<Client | undefined> {
  const isUsable = found?.tokenEndpointAuthMethod === credentials.method && !found.disabled
  const client = isUsable ? found : undefined
  if (credentials.method === 'none') return client
  if (credentials.method === 'private_key_jwt') {
    return client && (await hasFreshAssertion(client, credentials.assertion, parts)) ? client : undefined
  }
  const now = parts.clock.now()
  const secret = findMatchingSecret(client, credentials.secret, now)
  if (client === undefined || secret === undefined) return undefined
  parts.secretUse.note(client, secret, now)
  return client
}

/** An assertion is accepted once, whatever the endpoint and node (RFC 7523 §3, CVE-2020-15222). */
async function hasFreshAssertion(
  client: Client,
  assertion: string,
  parts: ClientAuthenticationParts,
): Promise<boolean> {
  const now = parts.clock.now()
  const claims = await verifyClientAssertion({ assertion, client, clientKeys: parts.clientKeys })
  if (claims === undefined) return false
  const { issuer } = parts.settings
  const tokenEndpoint = endpointUrl(issuer, '/token')
  const { jti, expiresAt } = requireValidAssertion(claims, { client, issuer, tokenEndpoint, now })
  const id = `assertion:${client.clientId}:${jti}`
  return (await parts.storage.rememberedIds.remember(id, expiresAt, now)) === 'fresh'
}

/**
 * Where authentication is required, missing credentials are a failed authentication, not a missing parameter
 * (RFC 7662 §2.1).
 */
export function requireSomeAuthentication({ authorization, parameters }: ClientRequest): void {
  if (authorization === undefined && parameters.get('client_id') === undefined && !hasAssertion(parameters)) {
    refuse('client_authentication_failed', 'Authenticate the client', { scheme: 'basic' })
  }
}

function hasAssertion(parameters: Parameters): boolean {
  return parameters.get('client_assertion') !== undefined
}

function refuseAuthentication({ clientId, method }: PresentedCredentials): never {
  throw new Refusal('client_authentication_failed', {
    description: 'The client is unknown, its credentials are wrong, or it is registered for another method',
    evidence: { clientId, ...(method === 'client_secret_basic' && { scheme: 'basic' }) },
  })
}
