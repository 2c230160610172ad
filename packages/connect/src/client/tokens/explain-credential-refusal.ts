import { OperationProcessingError, UnsupportedOperationError } from 'oauth4webapi'
import { IssuerError } from '../../issuer/issuer-error.ts'
import { toPlainCause } from '../sign-in-error.ts'
import { readTokenRefusal, type TokenRefusal } from './read-token-refusal.ts'

/** What was asked for, and by whom. */
interface Asked {
  readonly issuer: string
  readonly clientId: string
  readonly scope?: string | undefined
  readonly resource?: string | undefined
}

/**
 * Turns an error of the token endpoint or of oauth4webapi, in a client credentials grant, into one that names
 * what to change.
 */
export function explainCredentialRefusal(cause: unknown, asked: Asked): unknown {
  const refusal = readTokenRefusal(cause)
  if (refusal !== undefined) return explain(refusal, asked, toPlainCause(cause))
  if (cause instanceof OperationProcessingError || cause instanceof UnsupportedOperationError) {
    const message = `The token endpoint of ${asked.issuer} gives an answer that cannot be used: ${cause.message}`
    return new IssuerError('ISSUER_WRONG', message, { cause: toPlainCause(cause) })
  }
  return cause
}

function explain({ error, said, isTemporary }: TokenRefusal, asked: Asked, cause: Error): IssuerError {
  const { issuer, clientId } = asked
  if (isTemporary) return new IssuerError('ISSUER_UNAVAILABLE', `${issuer} answers "${said}"`, { cause })
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
