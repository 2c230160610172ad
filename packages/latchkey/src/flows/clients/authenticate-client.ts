import { verifyClientAssertion } from '../../keys/verify-client-assertion.ts'
import type { Caller } from '../../ports/caller.ts'
import {
  type AuthenticationFailure,
  decideSecretAuthentication,
  findMethodFailure,
} from '../../protocol/client-authentication/decide-client-authentication.ts'
import { parseClientCredentials } from '../../protocol/client-authentication/parse-client-credentials.ts'
import type { PresentedCredentials } from '../../protocol/client-authentication/presented-credentials.ts'
import { requireValidAssertion } from '../../protocol/client-authentication/require-valid-assertion.ts'
import type { Client, ClientSecret } from '../../protocol/clients/client.ts'
import { endpointUrl } from '../../protocol/discovery/endpoint-url.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { Refusal, refuse } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'
import { createGuesses, type Guesses } from './guesses.ts'
import {
  countFailedAuthentication,
  type FailedAuthentication,
  toEvidence,
  toFailedId,
} from './limit-client-authentication.ts'

/** A back-channel request of a client, as it was sent. */
export interface ClientRequest {
  /** The `Authorization` header. */
  readonly authorization?: string | undefined
  readonly parameters: Parameters
  readonly caller: Caller
}

export type ClientAuthenticationParts = Pick<
  Parts,
  | 'clients'
  | 'storage'
  | 'settings'
  | 'clock'
  | 'events'
  | 'requestLog'
  | 'clientThrottle'
  | 'secretUse'
  | 'clientKeys'
>

/**
 * Authenticates the client of a request by a method that it is registered for (OAuth 2.1 §2.4). An unknown
 * client, a disabled one, a wrong secret and another method get the same response (OWASP ASVS 6.3.8). A
 * public client is only identified. On success this reads the client and writes nothing except the `jti` of
 * an assertion.
 * @throws Refusal `client_authentication_failed`, `client_authentication_ambiguous`, `too_many_attempts`
 */
export async function authenticateClient(
  request: ClientRequest,
  parts: ClientAuthenticationParts,
): Promise<Client> {
  const presented = parseClientCredentials(request.authorization, request.parameters)
  const now = parts.clock.now()
  for (const { clientId } of presented) parts.clientThrottle.requireOpen(request.caller, clientId, now)
  const guesses = createGuesses(request.caller, parts)
  try {
    // All of them, so that the time does not tell which one was right.
    const verdicts = await Promise.all(presented.map((credentials) => verify(credentials, guesses, parts)))
    const proven = verdicts.find((verdict) => verdict.outcome === 'proven')
    if (proven === undefined) return await refuseAuthentication(verdicts.filter(isFailed), request, parts)
    if (proven.secret !== undefined) parts.secretUse.note(proven.client, proven.secret, now)
    parts.requestLog.note(request.caller, { clientId: proven.client.clientId })
    return proven.client
  } finally {
    guesses.end()
  }
}

type Verdict =
  | { readonly outcome: 'proven'; readonly client: Client; readonly secret?: ClientSecret }
  | Failed
type Failed = { readonly outcome: 'failed' } & FailedAuthentication

function isFailed(verdict: Verdict): verdict is Failed {
  return verdict.outcome === 'failed'
}

/**
 * Reads the client again before a refusal, so that a secret that another node has just added works at once.
 */
async function verify(
  credentials: PresentedCredentials,
  guesses: Guesses,
  parts: ClientAuthenticationParts,
): Promise<Verdict> {
  const known = await parts.clients.find(credentials.clientId)
  const verdict = await verifyAs(known, { credentials, guesses }, parts)
  if (verdict.outcome === 'proven' || known === undefined) return verdict
  const anew = await parts.clients.findFresh(credentials.clientId)
  return anew === known ? verdict : verifyAs(anew, { credentials, guesses }, parts)
}

/** Whether these credentials prove this client. */
async function verifyAs(
  client: Client | undefined,
  { credentials, guesses }: { readonly credentials: PresentedCredentials; readonly guesses: Guesses },
  parts: ClientAuthenticationParts,
): Promise<Verdict> {
  const registered = client?.tokenEndpointAuthMethod
  const failed = (failure: AuthenticationFailure, why: Why = {}): Failed => ({
    outcome: 'failed',
    credentials,
    failure,
    registered,
    ...why,
  })
  if ('secrets' in credentials) {
    const decision = await guesses.compare(credentials.clientId, () =>
      decideSecretAuthentication(client, credentials, parts.clock.now()),
    )
    return decision.outcome === 'proven'
      ? decision
      : failed(decision.failure, { evidence: decision.evidence })
  }
  const failure = findMethodFailure(client, credentials.method)
  if (client === undefined || failure !== undefined) return failed(failure ?? 'unknown_client')
  if (credentials.method === 'none') return { outcome: 'proven', client }
  const fault = await findAssertionFault(client, credentials.assertion, parts)
  return fault === undefined ? { outcome: 'proven', client } : failed('invalid_assertion', fault)
}

type Why = Pick<FailedAuthentication, 'evidence' | 'refusal'>

/**
 * What is wrong with an assertion; `undefined` for a good one. It is accepted once, whatever the endpoint and
 * node (RFC 7523 §3, CVE-2020-15222).
 */
async function findAssertionFault(
  client: Client,
  assertion: string,
  parts: ClientAuthenticationParts,
): Promise<Why | undefined> {
  const now = parts.clock.now()
  const verdict = await verifyClientAssertion({ assertion, client, clientKeys: parts.clientKeys })
  if ('fault' in verdict) return { evidence: { fault: verdict.fault, ...verdict.evidence } }
  const { issuer } = parts.settings
  const tokenEndpoint = endpointUrl(issuer, '/token')
  try {
    const expected = { client, issuer, tokenEndpoint, now }
    const { jti, expiresAt } = requireValidAssertion(verdict.claims, expected)
    const id = `assertion:${client.clientId}:${jti}`
    const isFresh = (await parts.storage.rememberedIds.remember(id, expiresAt, now)) === 'fresh'
    return isFresh ? undefined : { evidence: { claim: 'jti', received: 'used before' } }
  } catch (cause) {
    if (cause instanceof Refusal) return { refusal: cause }
    throw cause
  }
}

/**
 * Where authentication is required, missing credentials are a failed authentication, not a missing parameter
 * (RFC 7662 §2.1).
 */
export function requireSomeAuthentication({ authorization, parameters }: ClientRequest): void {
  if (authorization === undefined && parameters.get('client_id') === undefined && !hasAssertion(parameters)) {
    refuse('client_authentication_failed', 'Authenticate the client', {
      scheme: 'basic',
      failure: 'no_credentials',
    })
  }
}

function hasAssertion(parameters: Parameters): boolean {
  return parameters.get('client_assertion') !== undefined
}

/**
 * Counts and reports the failure, and refuses. Of two readings of one header the one that names a known
 * client is meant; the log and the event say what failed, the answer never does.
 */
async function refuseAuthentication(
  failed: readonly Failed[],
  { authorization, caller }: ClientRequest,
  parts: ClientAuthenticationParts,
): Promise<never> {
  const known = failed.filter(({ failure }) => failure !== 'unknown_client')
  const meant = known.length > 0 ? known : failed.slice(0, 1).map((each) => withNearest(each, parts))
  for (const each of meant) await countFailedAuthentication(each, caller, parts)
  const [first] = meant
  const nearest = first?.nearest
  throw new Refusal('client_authentication_failed', {
    description: 'The client is unknown, its credentials are wrong, or it is registered for another method',
    ...first?.refusal?.detail,
    evidence: {
      ...(first && { clientId: toFailedId(first), ...toEvidence(first) }),
      ...(nearest !== undefined && { nearest }),
      ...(authorization !== undefined && { scheme: 'basic' }),
    },
  })
}

function withNearest(failed: Failed, { clients }: Pick<Parts, 'clients'>): Failed {
  return { ...failed, nearest: clients.findNear(failed.credentials.clientId) }
}
