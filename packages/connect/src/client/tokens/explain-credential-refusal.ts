import {
  OperationProcessingError,
  ResponseBodyError,
  UnsupportedOperationError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { IssuerError } from '../../issuer/issuer-error.ts'
import { toPlainCause } from '../sign-in-error.ts'

/** What was asked for, and by whom. */
interface Asked {
  readonly issuer: string
  readonly clientId: string
  readonly scope?: string | undefined
  readonly resource?: string | undefined
}

interface Said {
  readonly error: string
  readonly description: string | undefined
  readonly status: number
}

/**
 * Turns an error of the token endpoint or of oauth4webapi, in a client credentials grant, into one that names
 * what to change.
 */
export function explainCredentialRefusal(cause: unknown, asked: Asked): unknown {
  const said = readRefusal(cause)
  if (said !== undefined) return explain(said, asked, toPlainCause(cause))
  if (cause instanceof OperationProcessingError || cause instanceof UnsupportedOperationError) {
    const message = `The token endpoint of ${asked.issuer} gives an answer that cannot be used: ${cause.message}`
    return new IssuerError('ISSUER_WRONG', message, { cause: toPlainCause(cause) })
  }
  return cause
}

/** The refusal of a client may be a challenge (RFC 6749 §5.2). */
function readRefusal(cause: unknown): Said | undefined {
  if (cause instanceof ResponseBodyError) {
    return { error: cause.error, description: cause.error_description, status: cause.status }
  }
  if (!(cause instanceof WWWAuthenticateChallengeError)) return undefined
  return { error: 'invalid_client', description: undefined, status: cause.status }
}

function explain({ error, description, status }: Said, asked: Asked, cause: Error): IssuerError {
  const { issuer, clientId } = asked
  const said = description ? `${error}: ${description}` : error
  if (status === 429 || error === 'temporarily_unavailable') {
    return new IssuerError('ISSUER_UNAVAILABLE', `${issuer} answers "${said}"`, { cause })
  }
  const message = `${issuer} refuses the client ${clientId} ("${said}"). ${remedyFor(error, asked)}`
  return new IssuerError('ISSUER_WRONG', message, { cause })
}

function remedyFor(error: string, { scope, resource }: Asked): string {
  switch (error) {
    case 'invalid_client':
      return 'Is its clientSecret or privateKey the one that is registered, and tokenEndpointAuthMethod too?'
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return 'Its registration must allow the grant client_credentials.'
    case 'invalid_scope':
      return `Its registration must allow ${scope === undefined ? 'some scope, or set scope' : `the scope "${scope}"`}.`
    case 'invalid_target':
      return `Set resource to an API that the issuer knows${resource === undefined ? '' : `: it does not know ${resource}`}.`
    default:
      return 'Compare the options with how the client is registered.'
  }
}
