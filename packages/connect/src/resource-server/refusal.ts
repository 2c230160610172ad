import type { IssuerError } from '../issuer/issuer-error.ts'

interface Wording {
  readonly status: 400 | 401 | 403 | 500 | 503
  /** The code for the client (RFC 6750 §3.1, RFC 9470 §3). */
  readonly error: string
  /** For the developer of the client: a fixed text that reveals nothing about the token. */
  readonly description: string
}

const invalidToken = (description: string): Wording => ({ status: 401, error: 'invalid_token', description })

const wordings = {
  missing_token: {
    status: 401,
    error: 'unauthorized',
    description: 'Send an access token in the header Authorization, after the word Bearer',
  },
  several_credentials: {
    status: 400,
    error: 'invalid_request',
    description: 'Send one Authorization header with one access token',
  },
  malformed_token: invalidToken('The Authorization header does not hold an access token'),
  opaque_token: invalidToken('The access token is not of the kind that this API accepts'),
  wrong_type: invalidToken('This is not an access token for APIs'),
  wrong_algorithm: invalidToken('The access token is signed with an algorithm that is not accepted'),
  wrong_issuer: invalidToken('The access token is from another issuer'),
  wrong_audience: invalidToken('The access token is for another API'),
  expired: invalidToken('The access token has expired'),
  not_yet_valid: invalidToken('The access token is not valid yet'),
  unknown_key: invalidToken('The access token cannot be verified'),
  wrong_signature: invalidToken('The access token cannot be verified'),
  malformed_claims: invalidToken('The access token lacks what it must say'),
  sender_constrained: invalidToken('The access token is bound to a key and cannot be sent as Bearer'),
  inactive: invalidToken('The access token is no longer valid'),
  insufficient_scope: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token does not have the scope that this needs',
  },
  insufficient_user_authentication: {
    status: 401,
    error: 'insufficient_user_authentication',
    description: 'The person has to sign in again, or more strongly',
  },
  issuer_unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    description: 'The access token cannot be checked right now. Try again',
  },
  issuer_wrong: {
    status: 500,
    error: 'server_error',
    description: 'The API cannot check access tokens. Its log says why',
  },
} satisfies Record<string, Wording>

/** Why a request was refused. Finer than the error code on the wire, for logs and counters. */
export type RefusalReason = keyof typeof wordings

/**
 * A request was refused. `message` is for the API's developer and says what to change; it never holds the
 * token.
 */
export class Refusal extends Error {
  readonly reason: RefusalReason
  /**
   * Status of the response: 401 or 403, 400 for a malformed request, 503 or 500 when the issuer could not be
   * used.
   */
  readonly status: Wording['status']
  /** The error code that the client sees. */
  readonly error: string
  /** The sentence that the client sees. */
  readonly description: string
  /** Further parameters of the challenge, such as `scope`. */
  readonly parameters: Readonly<Record<string, string>>

  constructor(
    reason: RefusalReason,
    message: string,
    more: { readonly parameters?: Readonly<Record<string, string>>; readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in more ? { cause: more.cause } : undefined)
    const { status, error, description } = wordings[reason]
    this.name = 'Refusal'
    this.reason = reason
    this.status = status
    this.error = error
    this.description = description
    this.parameters = more.parameters ?? {}
  }
}

export function fromIssuerError(cause: IssuerError): Refusal {
  const reason = cause.code === 'ISSUER_UNAVAILABLE' ? 'issuer_unavailable' : 'issuer_wrong'
  return new Refusal(reason, cause.message, { cause })
}
