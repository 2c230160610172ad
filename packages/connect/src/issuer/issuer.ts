import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  discoveryRequest,
  OperationProcessingError,
  processDiscoveryResponse,
} from 'oauth4webapi'
import { unlessAborted } from '../deadline/unless-aborted.ts'
import { askOnce } from '../memo/ask-once.ts'
import { secondsSince } from '../memo/seconds-since.ts'
import { requireSwitches } from '../options/require-switches.ts'
import { IssuerError } from './issuer-error.ts'
import { readLimited } from './read-limited.ts'
import { isSecureUrl } from './secure-url.ts'

/** Seconds for which metadata is used before it is fetched again. */
const METADATA_SECONDS = 3600
/**
 * The maximum number of bytes of one response (metadata, keys, tokens, claims). The rest of a longer one is
 * not read.
 */
const ANSWER_BYTES = 256 * 1024
/** Milliseconds that one request to the issuer may take. */
const REQUEST_MILLISECONDS = 5000

export type IssuerMetadata = AuthorizationServer

/**
 * The global `fetch`, or a function like it. It must not follow a redirect where `init` says `manual`: what
 * comes from elsewhere is refused.
 */
export type IssuerFetch = (url: string, init?: RequestInit) => Promise<Response>

export interface IssuerOptions {
  /** The issuer's URL, exactly as its tokens carry it. */
  readonly issuer: string
  /** Allows an `http` issuer on a host that is not loopback. Default: false. */
  readonly allowInsecureIssuer?: boolean | undefined
  /**
   * Sends every request to the issuer, for example through a proxy. Default: the global `fetch`.
   */
  readonly fetch?: IssuerFetch | undefined
}

/** The names of these options, to be listed with those of the function that takes them. */
export const issuerOptionNames: Readonly<Record<keyof IssuerOptions, true>> = {
  issuer: true,
  allowInsecureIssuer: true,
  fetch: true,
}

/** The options that every call of oauth4webapi takes. */
export interface IssuerRequestOptions {
  [customFetch]: (url: string, init: object) => Promise<Response>
  [allowInsecureRequests]?: boolean
  signal: AbortSignal
}

/**
 * An authorization server as its clients and APIs see it: found by discovery, cached, and tried again after
 * an outage.
 */
export interface Issuer {
  readonly url: string
  /**
   * The issuer's metadata (OpenID Connect Discovery §4, RFC 8414 §3), at most an hour old; older while the
   * issuer cannot be reached.
   * @throws IssuerError
   */
  metadata(): Promise<IssuerMetadata>
  /** Options for every call of oauth4webapi: our `fetch` with its limits, and http where that was allowed. */
  requestOptions(): IssuerRequestOptions
  /**
   * Sends a request and reads the whole response, within five seconds.
   * @throws IssuerError `ISSUER_UNAVAILABLE` when there is no complete response, or a 5xx; `ISSUER_WRONG`
   * when it is larger than 256 KiB
   */
  fetch(url: string, init?: RequestInit): Promise<Response>
}

/**
 * Creates an issuer; nothing is fetched yet.
 * @throws TypeError when the issuer is no URL, or `http` on a host that is not loopback, or `fetch` is no
 * function
 */
export function createIssuer(options: IssuerOptions): Issuer {
  const url = requireIssuerUrl(options)
  const insecure = url.protocol === 'http:'
  let known: { readonly metadata: IssuerMetadata; readonly at: number } | undefined

  const send: IssuerFetch = options.fetch ?? ((input, init) => fetch(input, init))

  const request = (input: string, init: RequestInit = {}) => {
    const signal = init.signal ? AbortSignal.any([init.signal, timeout()]) : timeout()
    const asked = { issuer: options.issuer, url: input, signal }
    return askIssuer(asked, () => send(input, { ...init, signal }))
  }
  const requestOptions = (): IssuerRequestOptions => ({
    [customFetch]: (input, init) => request(input, init as RequestInit),
    ...(insecure && { [allowInsecureRequests]: true }),
    signal: timeout(),
  })

  const ask = askOnce(async () => {
    known = { metadata: await discover(url, options.issuer, requestOptions), at: Date.now() }
    return known.metadata
  })

  return {
    url: options.issuer,
    requestOptions,
    fetch: request,
    async metadata() {
      if (known !== undefined && secondsSince(known.at) < METADATA_SECONDS) return known.metadata
      const former = known?.metadata
      // Stale metadata is better than none: endpoints and keys seldom move.
      return former === undefined ? ask() : ask().catch(() => former)
    },
  }
}

function requireIssuerUrl(options: IssuerOptions): URL {
  requireSwitches(options, ['allowInsecureIssuer'])
  if (options.fetch !== undefined && typeof options.fetch !== 'function')
    throw new TypeError('fetch must be a function like the global fetch')
  const { issuer, allowInsecureIssuer = false } = options
  if (!URL.canParse(issuer)) {
    throw new TypeError(`issuer must be the URL of the authorization server, not ${JSON.stringify(issuer)}`)
  }
  const url = new URL(issuer)
  if (isSecureUrl(url) || (url.protocol === 'http:' && allowInsecureIssuer)) return url
  throw new TypeError(
    `issuer ${issuer} must be https: over http, anybody on the way could read tokens (allowInsecureIssuer: true lets it be)`,
  )
}

/** Tries OpenID Connect's document first; an issuer that does only OAuth has the other one (RFC 8414 §5). */
async function discover(
  url: URL,
  issuer: string,
  requestOptions: Issuer['requestOptions'],
): Promise<IssuerMetadata> {
  let response: Response | undefined
  for (const algorithm of ['oidc', 'oauth2'] as const) {
    response = await discoveryRequest(url, { algorithm, ...requestOptions() })
    if (response.status !== 404) break
  }
  if (response?.status !== 200) {
    throw new IssuerError(
      'ISSUER_WRONG',
      `${issuer} has no metadata: /.well-known/openid-configuration answered ${response?.status}. Is this the issuer's URL, with its path if it has one?`,
    )
  }
  try {
    const metadata = await processDiscoveryResponse(url, response)
    // oauth4webapi compares parsed URLs; the `iss` of tokens is compared character by character.
    if (metadata.issuer !== issuer) throw wrongName(issuer, metadata.issuer)
    return metadata
  } catch (cause) {
    throw cause instanceof OperationProcessingError ? explainMetadata(issuer, cause) : cause
  }
}

function explainMetadata(issuer: string, cause: OperationProcessingError): IssuerError {
  const { body } = (cause.cause ?? {}) as { readonly body?: { readonly issuer?: unknown } }
  const named = body?.issuer
  if (typeof named === 'string' && named !== issuer) return wrongName(issuer, named)
  return new IssuerError('ISSUER_WRONG', `The metadata of ${issuer} cannot be used: ${cause.message}`, {
    cause,
  })
}

function wrongName(configured: string, named: string): IssuerError {
  return new IssuerError(
    'ISSUER_WRONG',
    `The server at ${configured} says that its issuer is ${named}. Set issuer to exactly that.`,
  )
}

const timeout = () => AbortSignal.timeout(REQUEST_MILLISECONDS)

interface Asked {
  readonly issuer: string
  readonly url: string
  readonly signal: AbortSignal
}

/** Ends with the signal, even when a `fetch` from outside does not. */
async function askIssuer(asked: Asked, send: () => Promise<Response>): Promise<Response> {
  const { issuer, signal } = asked
  let response: Response
  try {
    response = await unlessAborted(send(), signal)
  } catch (cause) {
    throw new IssuerError('ISSUER_UNAVAILABLE', `${issuer} does not answer. Is it running?`, { cause })
  }
  requireResponse(response, asked)
  if (response.redirected) throw redirected(asked)
  if (response.status < 500) return toWhole(response, asked)
  await response.body?.cancel().catch(() => {})
  throw new IssuerError('ISSUER_UNAVAILABLE', `${issuer} answered ${response.status}`)
}

/** A `fetch` of the app's may return anything. Another library's `Response` is as good as the global one. */
function requireResponse(response: Response, { url }: Asked): void {
  if (isResponse(response)) return
  throw new IssuerError('ISSUER_WRONG', `fetch did not return a Response for ${url}`)
}

function isResponse(response: Response): boolean {
  try {
    const { status, headers, body } = (response ?? {}) as Partial<Response>
    const isBody = body === null || typeof body?.getReader === 'function'
    return Number.isInteger(status) && typeof headers?.get === 'function' && isBody
  } catch {
    return false
  }
}

/** Nobody checked where the redirect led, and `fetch` was told not to follow it. */
function redirected({ url }: Asked): IssuerError {
  return new IssuerError(
    'ISSUER_WRONG',
    `fetch followed a redirect of ${url}: it has to heed redirect: 'manual'`,
  )
}

async function toWhole(response: Response, { issuer, url, signal }: Asked): Promise<Response> {
  const { status, headers } = response
  const text = await unlessAborted(readLimited(response, ANSWER_BYTES), signal).catch((cause) => {
    throw new IssuerError('ISSUER_UNAVAILABLE', `${issuer} did not finish its answer`, { cause })
  })
  // Even an empty string is a body, which a status such as 204 must not have (Fetch, "null body status").
  if (text !== undefined) return new Response(text === '' ? null : text, { status, headers })
  throw new IssuerError('ISSUER_WRONG', `${url} answered with more than ${ANSWER_BYTES} bytes`)
}
