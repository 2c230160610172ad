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

/** A request that may be passed on, and where it goes. */
export interface Errand extends Place {
  readonly request: Request
  readonly tokens: TokenSource
  readonly loginPath: string
  /** Aborts when the browser goes away. */
  readonly signal: AbortSignal
  readonly answerSeconds: number
  readonly logger: Pick<ClientLogger, 'warn'> | undefined
}

/** The API's answer, or why there is none. */
export async function passOn(errand: Errand): Promise<Response> {
  const timer = startAnswerTimer(errand.answerSeconds, errand.signal)
  try {
    const { response, verdict } = await send(errand, timer)
    return toAnswer(errand, response, verdict)
  } catch (cause) {
    if (cause instanceof TokenFault) return refuseForToken(errand, cause.cause)
    return refuseForApi(errand, timer, cause)
  } finally {
    timer.stop()
  }
}

function send({ request, tokens, url }: Errand, timer: AnswerTimer) {
  return sendWithToken(markFaults(tokens), url, {
    method: request.method,
    headers: toUpstreamHeaders(request.headers),
    body: timeBody(request.body, timer),
    redirect: 'manual',
    signal: timer.signal,
  })
}

/** No token was to be had: tells this from an API that is not to be had. */
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

function refuseForToken({ loginPath, logger }: Errand, cause: unknown): Response {
  if (cause instanceof SignInRequired) return refuse('sign_in_required', loginPath)
  if (!(cause instanceof IssuerError) || cause.code === 'ISSUER_WRONG') throw cause
  logger?.warn({ code: cause.code }, cause.message)
  return refuse('issuer_unavailable')
}

function refuseForApi(errand: Errand, timer: AnswerTimer, cause: unknown): Response {
  const { origin, pathname: path } = errand.url
  if (timer.isOver()) {
    errand.logger?.warn({ path }, `${origin} did not begin its answer within ${errand.answerSeconds} s`)
    return refuse('api_timeout')
  }
  // Nobody is there any more to read this.
  if (!errand.signal.aborted) errand.logger?.warn({ path }, `${origin} does not answer: ${explain(cause)}`)
  return refuse('api_unreachable')
}

/** What fetch throws says nothing; what it was caused by does. */
function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? explain(cause.cause) : `${cause.name} ${cause.message}`
}

function toAnswer(errand: Errand, response: Response, verdict: TokenVerdict): Response {
  if (verdict === 'irreplaceable') return instead(response, refuse('sign_in_required', errand.loginPath))
  if (verdict === 'unrepeatable') return instead(response, refuse('token_renewed'))
  if (verdict === 'refused') warnOfRefusal(errand, response)
  const headers = toBrowserHeaders(response.headers)
  for (const name of ['location', 'content-location']) rewrite(headers, name, errand)
  if (REDIRECTS.has(response.status) && response.headers.has('location') && !headers.has('location')) {
    errand.logger?.warn(
      { path: errand.url.pathname },
      `${errand.target.origin} redirects out of the target of the proxy`,
    )
    return instead(response, refuse('api_redirect'))
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

/** Lets the API's connection go. */
function instead(response: Response, refusal: Response): Response {
  void response.body?.cancel().catch(() => {})
  return refusal
}

function warnOfRefusal({ url, logger }: Errand, response: Response): void {
  logger?.warn(
    { path: url.pathname, challenge: response.headers.get('www-authenticate') },
    `${url.origin} refuses a new access token too. Does the sign-in ask for a token for this API (resource), and is that the audience that the API expects?`,
  )
}
