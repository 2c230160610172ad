import { requireKnownOptions } from '../../options/require-known-options.ts'
import { requireSwitches } from '../../options/require-switches.ts'
import { decideRequestSite } from '../cross-site.ts'
import { type ClientLogger, consoleLogger, guardClientLogger } from '../sign-in/client-log.ts'
import type { TokenSource } from '../tokens/token-source.ts'
import { forwardRequest } from './forward-request.ts'
import { PROXIED_METHODS, refuse } from './proxy-refusal.ts'
import { parseTarget, toTargetUrl } from './target-url.ts'

/** Seconds that an API may take to begin its response. */
const ANSWER_SECONDS = 30
const MAX_ANSWER_SECONDS = 3600

export interface ProxyOptions {
  /** Allows an `http` target on a host that is not loopback. Default: false. */
  readonly allowInsecureTarget?: boolean | undefined
  /**
   * Seconds that the API may take to begin its response, after the last chunk of the request. Default: 30.
   */
  readonly answerSeconds?: number | undefined
  /** Logs why the API could not be used. Default: standard error. `false`: no logging. */
  readonly logger?: Pick<ClientLogger, 'warn'> | false | undefined
}

const NAMES: Readonly<Record<keyof ProxyOptions, true>> = {
  allowInsecureTarget: true,
  answerSeconds: true,
  logger: true,
}

/** A request of a page, and on whose behalf it is forwarded. */
export interface ProxyCall {
  readonly request: Request
  /** The app's path that maps to the target: empty, or begins with a slash and does not end with one. */
  readonly mountPath: string
  /** Tokens of the person who is signed in; `undefined` when nobody is. */
  readonly tokens: TokenSource | undefined
  /** The app's own origin, whose pages may use the proxy. */
  readonly ownOrigin: string
  readonly loginPath: string
  /** Aborts when the browser disconnects. Default: the request's own signal. */
  readonly signal?: AbortSignal
}

export type BackendProxy = (call: ProxyCall) => Promise<Response>

/**
 * Forwards requests of the app's own pages to an API, with the access token of the person who is signed in,
 * so that no token is ever in a browser (OAuth 2.0 for Browser-Based Apps, "Backend For Frontend (BFF)"). Its
 * own errors are JSON.
 * @throws TypeError when the target or an option is not usable
 */
export function createProxy(target: string, options: ProxyOptions = {}): BackendProxy {
  requireKnownOptions('proxyWithToken', options, Object.keys(NAMES))
  requireSwitches(options, ['allowInsecureTarget'])
  const to = parseTarget(target, options.allowInsecureTarget ?? false)
  const answerSeconds = requireSeconds(options.answerSeconds ?? ANSWER_SECONDS)
  const logger = options.logger === false ? undefined : chooseLogger(options.logger)

  return async (call) => {
    const { request, mountPath, tokens, loginPath } = call
    if (isForgeable(call)) return refuse('cross_site')
    if (!PROXIED_METHODS.includes(request.method)) return refuse('method_not_allowed')
    if (tokens === undefined) return refuse('sign_in_required', loginPath)
    const { pathname, search } = new URL(request.url)
    if (!`${pathname}/`.startsWith(`${mountPath}/`)) return refuse('not_found')
    const url = toTargetUrl(to, pathname.slice(mountPath.length), search)
    if (url === undefined) return refuse('invalid_path')
    const signal = call.signal ?? request.signal
    return forwardRequest({
      target: to,
      url,
      mountPath,
      request,
      tokens,
      loginPath,
      signal,
      answerSeconds,
      logger,
    })
  }
}

function requireSeconds(seconds: number): number {
  if (seconds > 0 && seconds <= MAX_ANSWER_SECONDS) return seconds
  throw new TypeError(`answerSeconds must be more than 0 and at most ${MAX_ANSWER_SECONDS}, not ${seconds}`)
}

/**
 * True when another site may have sent the request. GET counts too: every request costs the API something,
 * and another site's page could load the response as a script.
 */
function isForgeable({ request: { headers }, ownOrigin }: ProxyCall): boolean {
  const site = decideRequestSite(headers, ownOrigin)
  // A foreign page cannot add a header without a CORS preflight (Fetch §4.8), and none is granted here.
  return site === 'foreign' || (site === 'unknown' && headers.get('x-csrf') !== '1')
}

function chooseLogger(logger: ProxyOptions['logger']): Pick<ClientLogger, 'warn'> {
  return logger ? guardClientLogger(logger, ['warn']) : consoleLogger
}
