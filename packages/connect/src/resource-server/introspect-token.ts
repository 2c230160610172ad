import {
  type Client,
  type IntrospectionResponse,
  introspectionRequest,
  OperationProcessingError,
  processIntrospectionResponse,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { type ClientCredentialOptions, toClientAuthentication } from '../issuer/client-authentication.ts'
import type { Issuer } from '../issuer/issuer.ts'
import { IssuerError } from '../issuer/issuer-error.ts'
import { createAnswerCache } from './answer-cache.ts'
import { Refusal } from './refusal.ts'
import type { Claims } from './token-auth.ts'

/** How this API asks its issuer about tokens (RFC 7662). */
export interface IntrospectionOptions extends ClientCredentialOptions {
  /** The client that may introspect for this API, with a `clientSecret` or a `privateKey`. */
  readonly clientId: string
  /** The issuer to ask, if there are several. Default: the first one. */
  readonly issuer?: string | undefined
  /**
   * Seconds for which an answer is cached, 0 to 3600; a revoked token may be accepted for so long. Default:
   * 10.
   */
  readonly cacheSeconds?: number | undefined
  /** Asks about JWTs too, so that a revoked one is refused after `cacheSeconds`. Default: false. */
  readonly always?: boolean | undefined
  /**
   * Accepts an answer without an audience. Only for an issuer whose every token is for this API, and which
   * either does not introspect its refresh tokens here or marks them (`token_use`, `token_type`). Default:
   * false.
   */
  readonly allowMissingAudience?: boolean | undefined
}

export interface Introspection {
  readonly issuer: string
  readonly always: boolean
  readonly allowMissingAudience: boolean
  /**
   * The claims of an active token.
   * @throws Refusal when it is inactive; IssuerError
   */
  introspect(token: string): Promise<Claims>
}

export function createIntrospection(
  options: IntrospectionOptions & { readonly cacheSeconds: number },
  issuer: Issuer,
): Introspection {
  const { always = false, allowMissingAudience = false } = options
  const clientAuthentication = toClientAuthentication(options)
  // An error, such as a key that cannot sign, is thrown to the first caller.
  clientAuthentication.catch(() => {})

  async function ask(token: string): Promise<Claims | undefined> {
    const server = await issuer.metadata()
    const client: Client = { client_id: options.clientId }
    if (server.introspection_endpoint === undefined) {
      throw new IssuerError('ISSUER_WRONG', `${issuer.url} has no introspection_endpoint (RFC 8414 §2)`)
    }
    const authentication = await clientAuthentication
    const response = await introspectionRequest(
      server,
      client,
      authentication,
      token,
      issuer.requestOptions(),
    )
    try {
      const answer: IntrospectionResponse = await processIntrospectionResponse(server, client, response)
      return answer.active ? answer : undefined
    } catch (cause) {
      throw explain(cause, options.clientId, response.status)
    }
  }

  const cache = createAnswerCache({ ask, cacheSeconds: options.cacheSeconds })
  return {
    issuer: issuer.url,
    always,
    allowMissingAudience,
    async introspect(token) {
      const claims = await cache.answerFor(token)
      if (claims !== undefined) return claims
      throw new Refusal(
        'inactive',
        `${issuer.url} says that the token is not active: it has expired, was revoked, or the client ${options.clientId} may not introspect it`,
      )
    },
  }
}

/** An error here is the fault of the API's configuration or of the issuer, never of the token. */
function explain(cause: unknown, clientId: string, status: number): unknown {
  if (status === 429) {
    return new IssuerError('ISSUER_UNAVAILABLE', 'The issuer was asked too often (429)', { cause })
  }
  const isRefused = cause instanceof ResponseBodyError || cause instanceof WWWAuthenticateChallengeError
  if (isRefused || status === 401 || status === 403) {
    return new IssuerError(
      'ISSUER_WRONG',
      `The issuer refused the introspection (${status}): check introspection.clientId ${clientId}, its secret or key, and that it may introspect`,
      { cause },
    )
  }
  if (!(cause instanceof OperationProcessingError)) return cause
  return new IssuerError(
    'ISSUER_WRONG',
    `The issuer answered the introspection with something else (${status})`,
    { cause },
  )
}
