import type { Parameters } from '../parameters.ts'
import { toPrintableText } from '../printable-text.ts'
import { type Evidence, refuse } from '../refusal.ts'
import { parseAssertionSubject } from './parse-assertion-subject.ts'
import { type BasicCredentials, parseBasicCredentials } from './parse-basic-credentials.ts'
import type { PresentedCredentials } from './presented-credentials.ts'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** VSCHAR (RFC 6749 appendix A.1), at most as long as any id that we would register. */
const CLIENT_ID = /^[\x20-\x7e]{1,512}$/

/**
 * Parses how a client authenticates or identifies itself: by one method per request (OAuth 2.1 §2.4), in the
 * header or the body, never the query. There are two answers only where a Basic header can be read as from
 * two clients; the first is as RFC 6749 §2.3.1 reads it.
 * @throws Refusal `client_authentication_ambiguous`, `client_authentication_failed`, `malformed_request`
 */
export function parseClientCredentials(
  authorization: string | undefined,
  parameters: Parameters,
): readonly PresentedCredentials[] {
  if (waysOf(authorization, parameters) > 1) {
    refuse('client_authentication_ambiguous', 'Use one way of client authentication, not several', {
      failure: 'several_methods',
      ...ofSent(parameters),
    })
  }
  const presented =
    authorization === undefined ? [parseBody(parameters)] : parseHeader(authorization, parameters)
  const possible = presented.filter(({ clientId }) => CLIENT_ID.test(clientId))
  if (possible.length === 0)
    refuseAuthentication('The client or its credentials are not valid', { failure: 'malformed_client_id' })
  return possible
}

/** True for a request that tries to prove its client. A `client_id` alone only names a public one. */
export function hasClientCredentials(authorization: string | undefined, parameters: Parameters): boolean {
  return waysOf(authorization, parameters) > 0
}

/** In how many ways a request authenticates. */
function waysOf(authorization: string | undefined, parameters: Parameters): number {
  const used = [
    authorization !== undefined,
    parameters.get('client_secret') !== undefined,
    parameters.get('client_assertion') !== undefined || parameters.get('client_assertion_type') !== undefined,
  ]
  return used.filter(Boolean).length
}

function parseBody(parameters: Parameters): PresentedCredentials {
  const secret = parameters.get('client_secret')
  if (secret !== undefined) {
    return { method: 'client_secret_post', clientId: requireClientId(parameters), secrets: [secret] }
  }
  if (
    parameters.get('client_assertion') !== undefined ||
    parameters.get('client_assertion_type') !== undefined
  ) {
    return parseAssertion(parameters)
  }
  return { method: 'none', clientId: requireClientId(parameters) }
}

function parseHeader(authorization: string, parameters: Parameters): readonly PresentedCredentials[] {
  const encoded = /^basic +([^ ]+) *$/i.exec(authorization)?.[1]
  const readings = encoded === undefined ? [] : parseBasicCredentials(encoded)
  if (readings.length === 0) {
    refuse(
      'client_authentication_failed',
      'Authorization must be Basic: base64 of the client id, a colon and the secret, each form-urlencoded',
      { scheme: 'basic', failure: failureOfHeader(authorization), ...ofSent(parameters) },
    )
  }
  const clientId = parameters.get('client_id')
  const named = readings.filter((reading) => clientId === undefined || reading.clientId === clientId)
  if (named.length === 0) {
    refuse(
      'client_authentication_ambiguous',
      'client_id and the Authorization header name different clients',
      {
        failure: 'two_clients',
        ...ofSent(parameters),
      },
    )
  }
  return toPresented(named)
}

/** The readings of a header, by client. An empty secret is none, as in the body (OAuth 2.1 §3.2). */
function toPresented(readings: readonly BasicCredentials[]): readonly PresentedCredentials[] {
  return [...Map.groupBy(readings, ({ clientId }) => clientId)].map(([clientId, same]) => {
    const secrets = [...new Set(same.map(({ secret }) => secret))]
    if (secrets.includes('')) return { method: 'none', clientId }
    return { method: 'client_secret_basic', clientId, secrets }
  })
}

function parseAssertion(parameters: Parameters): PresentedCredentials {
  const assertion = parameters.get('client_assertion')
  if (assertion === undefined || parameters.get('client_assertion_type') !== ASSERTION_TYPE) {
    const failure = assertion === undefined ? 'missing_assertion' : 'wrong_assertion_type'
    refuseAuthentication(`Send client_assertion, and client_assertion_type as ${ASSERTION_TYPE}`, {
      failure,
      ...ofSent(parameters),
    })
  }
  const clientId = parameters.get('client_id') ?? parseAssertionSubject(assertion)
  if (clientId === undefined)
    refuseAuthentication('client_assertion must be a signed JWT whose sub is the client_id', {
      failure: 'malformed_assertion',
    })
  return { method: 'private_key_jwt', clientId, assertion }
}

function requireClientId(parameters: Parameters): string {
  return (
    parameters.get('client_id') ?? refuse('malformed_request', 'Send client_id, or authenticate the client')
  )
}

function refuseAuthentication(description: string, evidence: Evidence): never {
  refuse('client_authentication_failed', description, evidence)
}

/** The client that a request says it is from. It proved nothing, so this is no `clientId`. */
function ofSent(parameters: Parameters): Evidence {
  const clientId = parameters.get('client_id')
  return clientId === undefined ? {} : { sentClientId: toPrintableText(clientId) }
}

function failureOfHeader(authorization: string): string {
  return /^basic(?: |$)/i.test(authorization) ? 'malformed_basic' : 'not_basic'
}
