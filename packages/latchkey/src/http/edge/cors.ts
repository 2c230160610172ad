import type { PlainRequest, PlainResponse } from 'latchkey-connect/internal'
import type { Settings } from '../../settings/settings.ts'

/** Seconds that a browser may cache a preflight. */
const PREFLIGHT_SECONDS = 600
/** The most that a preflight may ask for, in characters: some fifty names. */
const REQUESTED_HEADERS_CHARACTERS = 1024
/** Names of headers (RFC 9110 §5.6.2), as the Fetch standard lists them in a preflight (§4.8). */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:[\t ]*,[\t ]*[\w!#$%&'*+.^`|~-]+)*$/

/** What our responses say in headers that scripts cannot read otherwise (Fetch §4.4). */
const EXPOSED = {
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After, Allow, X-Request-Id',
} as const
const FOR_ALL = { 'Access-Control-Allow-Origin': '*', ...EXPOSED } as const
const FOR_NOBODY = { Vary: 'Origin' } as const

type Headers = Pick<PlainRequest, 'header'>

/**
 * Lets scripts of other origins read the response, but never with credentials, so that no cookie of ours is
 * involved (OAuth 2.1 §3.2; RFC 10017). The origin `null` belongs to nobody and cannot be allowed.
 */
export function originHeaders(
  { header }: Headers,
  allowed: Settings['corsOrigins'],
): PlainResponse['headers'] {
  if (allowed === '*') return FOR_ALL
  const origin = header('origin')
  if (origin === undefined || !allowed.includes(origin)) return FOR_NOBODY
  return { ...FOR_NOBODY, 'Access-Control-Allow-Origin': origin, ...EXPOSED }
}

/** True for the question whether a script may send a request (Fetch §4.8). */
export function isPreflight(method: string, { header }: Headers): boolean {
  return method === 'OPTIONS' && header('access-control-request-method') !== undefined
}

/** Answers a preflight (Fetch §4.8); {@link originHeaders} says whether the origin is allowed. */
export function answerPreflight({ header }: Headers, methods: readonly string[]): PlainResponse {
  return {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': allowedHeaders(header('access-control-request-headers')),
      'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
    },
    body: '',
  }
}

/**
 * Every header that is asked for: tracing, protocol versions, proofs. We read what we know and ignore the
 * rest, and without credentials a script can send no more than any program can.
 */
function allowedHeaders(requested: string | undefined): string {
  const isList =
    requested !== undefined &&
    requested.length <= REQUESTED_HEADERS_CHARACTERS &&
    HEADER_NAMES.test(requested)
  return isList ? requested : 'Authorization, Content-Type'
}
