import {
  JWT_TIMESTAMP_CHECK,
  OperationProcessingError,
  PARSE_ERROR,
  UnsupportedOperationError,
} from 'oauth4webapi'
import { IssuerError } from '../../issuer/issuer-error.ts'
import type { SignInSettings } from '../sign-in/sign-in-options.ts'
import { SignInError, toPlainCause } from '../sign-in-error.ts'
import { readTokenRefusal, type TokenRefusal } from './read-token-refusal.ts'

/** The settings that an error may tell the developer to change. */
type Place = Pick<SignInSettings, 'clientId' | 'issuer' | 'clockToleranceSeconds'>

/** Turns an error of the token endpoint or of oauth4webapi into one that names what to change. */
export function explainTokenRefusal(cause: unknown, place: Place): unknown {
  const refusal = readTokenRefusal(cause)
  if (refusal !== undefined) return explainRefusal(refusal, place)
  if (cause instanceof UnsupportedOperationError) return wrongAnswer(cause, place)
  if (!(cause instanceof OperationProcessingError)) return cause
  if (cause.code === JWT_TIMESTAMP_CHECK) return explainClocks(cause, place)
  // The whole answer may have been cut off; an ID token inside one that was not is wrong for good.
  if (cause.code !== PARSE_ERROR || / JWT /.test(cause.message)) return wrongAnswer(cause, place)
  const message = `The answer of ${place.issuer.issuer} is no JSON, or was cut off`
  return new IssuerError('ISSUER_UNAVAILABLE', message, { cause: toPlainCause(cause) })
}

function wrongAnswer(cause: Error, { issuer }: Place): SignInError {
  const message = `The answer of ${issuer.issuer} breaks the rules: ${cause.message}`
  return new SignInError('WRONG_ANSWER', message, { cause: toPlainCause(cause) })
}

function explainRefusal({ error, said, isTemporary }: TokenRefusal, { clientId, issuer }: Place): Error {
  if (isTemporary) return new IssuerError('ISSUER_UNAVAILABLE', `${issuer.issuer} answers ${said}`)
  if (error === 'invalid_grant') return new SignInError('REFUSED', `${said}. ${STALE_CODE}`, { error })
  const remedy = REMEDIES[error] ?? 'Compare the options of signIn with how the client is registered.'
  const message = `${issuer.issuer} refuses the client ${clientId} (${said}). ${remedy}`
  return new IssuerError('ISSUER_WRONG', message)
}

const STALE_CODE = 'The code was used already, or is too old. Sign in again.'
const REMEDIES: Readonly<Record<string, string>> = {
  invalid_client:
    'Is clientSecret (or privateKey) the one that is registered for this client, and tokenEndpointAuthMethod too?',
  unauthorized_client: 'Its registration must allow the grants authorization_code and refresh_token.',
  invalid_scope: 'Ask for a scope that the client may have.',
  invalid_target: 'Set resource to an API that the issuer knows.',
}

interface Timestamps {
  readonly now: number
  readonly claim: string
  readonly claims: Readonly<Record<string, unknown>>
}

function explainClocks(cause: OperationProcessingError, place: Place): SignInError {
  const { now, claim, claims } = cause.cause as Timestamps
  if (claim === 'auth_time') {
    return new SignInError('NOT_AS_ASKED', 'The issuer did not ask the person again who they are')
  }
  return clocksDiffer(Number(claims.iat) - now, place)
}

/** `secondsAhead` is how far the issuer's clock is ahead of ours; negative when it is behind. */
export function clocksDiffer(secondsAhead: number, place: Place): SignInError {
  const where = secondsAhead > 0 ? 'ahead of' : 'behind'
  const seconds = Math.abs(Math.round(secondsAhead))
  return new SignInError(
    'CLOCKS_DIFFER',
    `The clock of ${place.issuer.issuer} is ${seconds} seconds ${where} this machine's, and clockToleranceSeconds is ${place.clockToleranceSeconds}. Set both clocks by NTP.`,
  )
}
