import type { Parameters } from '../parameters.ts'
import { Refusal, refuse } from '../refusal.ts'
import { parseAssertionSubject } from './parse-assertion-subject.ts'
import { parseBasicCredentials } from './parse-basic-credentials.ts'
import type { PresentedCredentials } from './presented-credentials.ts'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** VSCHAR (RFC 6749 appendix A.1), at most as long as any id that we would register. */
const CLIENT_ID = /^[\x20-\x7e]{1,512}$/

/**
 * Parses how a client authenticates or identifies itself: by one method per request (OAuth 2.1 §2.4), in the
 * header or the body, never the query.
 * @throws Refusal `client_authentication_ambiguous`, `client_authentication_failed`, `malformed_request`
 */
export function parseClientCredentials(
  authorization: string | undefined,
  parameters: Parameters,
): PresentedCredentials {
  const used = [
    authorization !== undefined,
    parameters.get('client_secret') !== undefined,
    parameters.get('client_assertion') !== undefined || parameters.get('client_assertion_type') !== undefined,
  ]
  if (used.filter(Boolean).length > 1) {
    refuse('client_authentication_ambiguous', 'Use one way of client authentication, not several')
  }
  const credentials = parseMethod(authorization, parameters)
  if (!CLIENT_ID.test(credentials.clientId))
    refuseAuthentication('The client or its credentials are not valid')
  return credentials
}

function parseMethod(authorization: string | undefined, parameters: Parameters): PresentedCredentials {
  if (authorization !== undefined) return parseHeader(authorization, parameters)
  const secret = parameters.get('client_secret')
  if (secret !== undefined) {
    return { method: 'client_secret_post', clientId: requireClientId(parameters), secret }
  }
  if (
    parameters.get('client_assertion') !== undefined ||
    parameters.get('client_assertion_type') !== undefined
  ) {
    return parseAssertion(parameters)
  }
  return { method: 'none', clientId: requireClientId(parameters) }
}

function parseHeader(authorization: string, parameters: Parameters): PresentedCredentials {
  const encoded = /^basic +([^ ]+) *$/i.exec(authorization)?.[1]
  const credentials = encoded === undefined ? undefined : parseBasicCredentials(encoded)
  if (credentials === undefined) {
    throw new Refusal('client_authentication_failed', {
      description:
        'Authorization must be Basic: base64 of the form-urlencoded client id, a colon, the secret',
      evidence: { scheme: 'basic' },
    })
  }
  const clientId = parameters.get('client_id')
  if (clientId !== undefined && clientId !== credentials.clientId) {
    refuse('client_authentication_ambiguous', 'client_id and the Authorization header name different clients')
  }
  return { method: 'client_secret_basic', ...credentials }
}

function parseAssertion(parameters: Parameters): PresentedCredentials {
  const assertion = parameters.get('client_assertion')
  if (assertion === undefined || parameters.get('client_assertion_type') !== ASSERTION_TYPE) {
    refuseAuthentication(`Send client_assertion, and client_assertion_type as ${ASSERTION_TYPE}`)
  }
  const clientId = parameters.get('client_id') ?? parseAssertionSubject(assertion)
  if (clientId === undefined)
    refuseAuthentication('client_assertion must be a signed JWT whose sub is the client_id')
  return { method: 'private_key_jwt', clientId, assertion }
}

function requireClientId(parameters: Parameters): string {
  return (
    parameters.get('client_id') ?? refuse('malformed_request', 'Send client_id, or authenticate the client')
  )
}

function refuseAuthentication(description: string): never {
  refuse('client_authentication_failed', description)
}
