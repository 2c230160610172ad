import { IssuerError } from '../../issuer/issuer-error.ts'
import type { ClientLogger } from '../sign-in/client-log.ts'
import { SignInRequired } from '../sign-in-required.ts'
import type { TokenSource } from '../tokens/token-source.ts'
import { sendWithToken, type TokenVerdict } from '../tokens/with-token.ts'
import { type AnswerTimer, startAnswerTimer, timeBody } from './answer-timer.ts'
import { refuse } from './proxy-refusal.ts'
import { toUpstreamHeaders } from './request-headers.ts'
import { toBrowserHeaders } from './response-headers.ts'
import { type Place, rewriteLocation } from './rewrite-location.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** A request that may be forwarded, and where it goes. */
export interface ForwardedRequest extends Place {
  readonly request: Request
  readonly tokens: TokenSource
  readonly loginPath: string
  /** Aborts when the browser disconnects. */
  readonly signal: AbortSignal
  readonly answerSeconds: number
  readonly logger: Pick<ClientLogger, 'warn'> | undefined
}

/** Forwards a request and returns the API's response, or an error response that says why there is none. */
export async function forwardRequest(call: ForwardedRequest): Promise<Response> {
  const timer = startAnswerTimer(call.answerSeconds, call.signal)
  try {
    const { response, verdict } = await send(call, timer)
    return toAnswer(call, response, verdict)
  } catch (cause) {
    if (cause instanceof TokenFault) return refuseForToken(call, cause.cause)
    return refuseForApi(call, timer, cause)
  } finally {
    timer.stop()
  }
}

function send({ request, tokens, url }: ForwardedRequest, timer: AnswerTimer) {
  return sendWithToken(markFaults(tokens), url, {
    method: request.method,
    headers: toUpstreamHeaders(request.headers),
    body: timeBody(request.body, timer),
    redirect: 'manual',
    signal: timer.signal,
  })
}

/** There is no access token, as opposed to an API that cannot be reached. */
class TokenFault extends Error {}

function markFaults(source: TokenSource): TokenSource {
  const mark = (cause: unknown): never => {
    throw new TokenFault('No access token', { cause })
  }
  return {
    accessToken: () => source.accessToken().catch(mark),
    replaceRejected: (accessToken) => source.replaceRejected(accessToken).catch(mark),
  }
}

function refuseForToken({ loginPath, logger }: ForwardedRequest, cause: unknown): Response {
  if (cause instanceof SignInRequired) return refuse('sign_in_required', loginPath)
  if (!(cause instanceof IssuerError) || cause.code === 'ISSUER_WRONG') throw cause
  logger?.warn({ code: cause.code }, cause.message)
  return refuse('issuer_unavailable')
}

function refuseForApi(call: ForwardedRequest, timer: AnswerTimer, cause: unknown): Response {
  const { origin, pathname: path } = call.url
  if (timer.isOver()) {
    call.logger?.warn({ path }, `${origin} did not begin its answer within ${call.answerSeconds} s`)
    return refuse('api_timeout')
  }
  // When the browser has disconnected, the API is not to blame.
  if (!call.signal.aborted) call.logger?.warn({ path }, `${origin} does not answer: ${explain(cause)}`)
  return refuse('api_unreachable')
}

/** The error that fetch throws says nothing; its innermost cause does. */
function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? explain(cause.cause) : `${cause.name} ${cause.message}`
}

function toAnswer(call: ForwardedRequest, response: Response, verdict: TokenVerdict): Response {
  if (verdict === 'irreplaceable')
    return replaceResponse(response, refuse('sign_in_required', call.loginPath))
  if (verdict === 'unrepeatable') return replaceResponse(response, refuse('token_renewed'))
  if (verdict === 'refused') warnOfRefusal(call, response)
  const headers = toBrowserHeaders(response.headers)
  for (const name of ['location', 'content-location']) rewrite(headers, name, call)
  if (REDIRECTS.has(response.status) && response.headers.has('location') && !headers.has('location')) {
    call.logger?.warn(
      { path: call.url.pathname },
      `${call.target.origin} redirects out of the target of the proxy`,
    )
    return replaceResponse(response, refuse('api_redirect'))
  }
  return new Response(response.body, { status: response.status, headers })
}

function rewrite(headers: Headers, name: string, place: Place): void {
  const location = headers.get(name)
  if (location === null) return
  const rewritten = rewriteLocation(location, place)
  if (rewritten === undefined) headers.delete(name)
  else headers.set(name, rewritten)
}

/** Replaces the API's response with a refusal, and releases its connection. */
function replaceResponse(response: Response, refusal: Response): Response {
  void response.body?.cancel().catch(() => {})
  return refusal
}

function warnOfRefusal({ url, logger }: ForwardedRequest, response: Response): void {
  logger?.warn(
    { path: url.pathname, challenge: response.headers.get('www-authenticate') },
    `${url.origin} refuses a new access token too. Does the sign-in ask for a token for this API (resource), and is that the audience that the API expects?`,
  )
}
