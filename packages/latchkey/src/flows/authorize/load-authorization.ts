import type { AuthorizationRequest } from '../../protocol/authorize/authorization-request.ts'
import { parseAuthorizationRequest } from '../../protocol/authorize/parse-authorization-request.ts'
import { findResponseMode } from '../../protocol/authorize/response-mode.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { toShownClientId } from '../../protocol/clients/unknown-client-id.ts'
import { type Parameters, toParameters } from '../../protocol/parameters.ts'
import { explainRedirectUri } from '../../protocol/redirect-uri/explain-redirect-uri.ts'
import { requireRegisteredRedirectUri } from '../../protocol/redirect-uri/require-registered-redirect-uri.ts'
import { Refusal, type ReturnAddress, refuse } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'
import { readIdTokenHint } from '../sign-in/read-id-token-hint.ts'
import { returningRefusals } from './returning-refusals.ts'

export interface LoadedAuthorization {
  readonly client: Client
  readonly request: AuthorizationRequest
  readonly returnTo: ReturnAddress
}

/**
 * Parses and checks an authorization request. Refusals before the redirect URI is verified are shown to the
 * person; later ones go back to the client (OAuth 2.1 §4.1.2.1). Called at every step, so that no result of
 * an earlier check is trusted.
 */
export async function loadAuthorization(
  encoded: string,
  parts: Pick<Parts, 'clients' | 'keyRing' | 'settings'>,
): Promise<LoadedAuthorization> {
  const parameters = toParameters(encoded)
  requireSingle(parameters, 'client_id')
  requireSingle(parameters, 'redirect_uri')
  const client = await loadEnabledClient(parameters.get('client_id'), parts)
  const returnTo = requireReturnAddress(parameters, client)

  return returningRefusals(returnTo, async () => {
    const hint = parameters.get('id_token_hint')
    const hintedSubject = hint === undefined ? undefined : await requireHintedSubject(hint, client, parts)
    const request = parseAuthorizationRequest({
      parameters,
      client,
      returnTo,
      server: parts.settings,
      hintedSubject,
    })
    return { client, request, returnTo }
  })
}

/** A request with two `client_id` or `redirect_uri` never redirects. */
function requireSingle(parameters: Parameters, name: string): void {
  if (parameters.repeated.includes(name)) refuse('duplicate_parameter', `Send ${name} once; it came twice`)
}

/** An unknown client and a disabled one look the same from outside. */
async function loadEnabledClient(
  clientId: string | undefined,
  { clients }: Pick<Parts, 'clients'>,
): Promise<Client> {
  if (clientId === undefined) return refuse('unknown_client', 'Send client_id')
  const client = await clients.find(clientId)
  if (client !== undefined && !client.disabled) return client
  const nearest = client === undefined ? clients.findNear(clientId) : undefined
  return refuse('unknown_client', 'No client is registered with this client_id', {
    sentClientId: client === undefined ? toShownClientId(clientId, nearest) : client.clientId,
    ...(client?.disabled && { failure: 'disabled_client' }),
    ...(nearest !== undefined && { nearest }),
  })
}

function requireReturnAddress(parameters: Parameters, client: Client): ReturnAddress {
  const requested = parameters.get('redirect_uri')
  const asksForOpenid = (parameters.get('scope') ?? '').split(' ').includes('openid')
  const state = parameters.get('state')
  const silent = (parameters.get('prompt') ?? '').split(' ').includes('none')
  try {
    return {
      clientId: client.clientId,
      redirectUri: requireRegisteredRedirectUri(client, requested, asksForOpenid),
      responseMode: findResponseMode(parameters.get('response_mode')) ?? 'query',
      ...(state !== undefined && { state }),
      ...(silent && { silent }),
    }
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    throw new Refusal(cause.reason, {
      ...cause.detail,
      evidence: {
        clientId: client.clientId,
        ...(requested !== undefined && explainRedirectUri(requested, client.redirectUris)),
      },
      page: {
        ...(requested !== undefined && { receivedRedirectUri: requested.slice(0, 2048) }),
        registeredRedirectUris: client.redirectUris,
      },
    })
  }
}

/**
 * An expired hint still names its subject; a forged one, and one about a session with another client, is
 * refused (OpenID Connect Core §3.1.2.1).
 */
async function requireHintedSubject(
  hint: string,
  client: Client,
  parts: Pick<Parts, 'keyRing' | 'settings'>,
): Promise<string> {
  const read = await readIdTokenHint(hint, parts)
  if (read?.clientId === client.clientId) return read.subject
  return refuse(
    'malformed_request',
    'id_token_hint is not an ID token that this server issued to this client',
  )
}
