import type { PlainRequest, PlainResponse } from 'latchkey-connect/internal'
import type { Settings } from '../../settings/settings.ts'

/** Seconds that a browser may cache a preflight. */
const PREFLIGHT_SECONDS = 600

const EXPOSED = { 'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After, X-Request-Id' } as const
const FOR_ALL = { 'Access-Control-Allow-Origin': '*', ...EXPOSED } as const
const FOR_NOBODY = { Vary: 'Origin' } as const

/**
 * Lets scripts of other origins read the response, but never with credentials, so that no cookie of ours is
 * involved (OAuth 2.1 §3.2; RFC 10017). The origin `null` belongs to nobody and cannot be allowed.
 */
export function originHeaders(
  { header }: PlainRequest,
  allowed: Settings['corsOrigins'],
): PlainResponse['headers'] {
  if (allowed === '*') return FOR_ALL
  const origin = header('origin')
  if (origin === undefined || !allowed.includes(origin)) return FOR_NOBODY
  return { ...FOR_NOBODY, 'Access-Control-Allow-Origin': origin, ...EXPOSED }
}

/** Answers a preflight (Fetch §3.2.2); {@link originHeaders} says whether the origin is allowed. */
export function answerPreflight(methods: readonly string[]): PlainResponse {
  return {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
    },
    body: '',
  }
}
