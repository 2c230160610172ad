import { dropHopByHop } from './hop-by-hop.ts'

/**
 * Headers that an API must not set in the app's name: for the browser about the app's origin, or for a web
 * server in front of the app.
 */
const NOT_FOR_THE_ORIGIN = [
  'set-cookie',
  'set-cookie2',
  'clear-site-data',
  'strict-transport-security',
  'public-key-pins',
  'expect-ct',
  'alt-svc',
  'nel',
  'report-to',
  'reporting-endpoints',
  'service-worker-allowed',
  'origin-agent-cluster',
  'refresh',
  'x-sendfile',
  'x-accel-redirect',
  'x-accel-expires',
  'x-accel-limit-rate',
  'x-accel-charset',
  'x-lighttpd-send-file',
  'x-lighttpd-send-tempfile',
  'x-litespeed-location',
  'x-reproxy-url',
  'surrogate-control',
]
const NOT_FOR_THE_ORIGIN_PREFIXES = ['access-control-', 'content-security-policy']

/**
 * Content types that no browser renders as a document with scripts. Any other could be one, and its scripts
 * would run on the app's origin.
 */
const HARMLESS = new RegExp(
  [
    String.raw`^(?:application\/(?:[\w.+-]+\+)?json`,
    String.raw`application\/(?:javascript|octet-stream|pdf|wasm|zip)`,
    String.raw`text\/(?:css|csv|event-stream|javascript|plain)`,
    String.raw`(?:audio|font|image|video)\/(?!\S*xml)[\w.+-]+)`,
  ].join('|') + String.raw`\s*(?:;[^,]*)?$`,
  'i',
)

/** The headers of an API's response as the app may send them. `location` is left to `rewriteLocation`. */
export function toBrowserHeaders(received: Headers): Headers {
  const headers = new Headers(received)
  dropHopByHop(headers)
  for (const name of NOT_FOR_THE_ORIGIN) headers.delete(name)
  for (const name of [...headers.keys()]) {
    if (NOT_FOR_THE_ORIGIN_PREFIXES.some((prefix) => name.startsWith(prefix))) headers.delete(name)
    // Targeted cache control, which some caches obey instead (RFC 9213 §2.1).
    if (name.endsWith('-cache-control')) headers.delete(name)
  }
  dropDialog(headers)
  dropEncoding(headers)
  limitCaching(headers)
  disarm(headers)
  return headers
}

/**
 * Removes challenges such as `Basic`, for which a browser opens a password dialog. `Bearer` stays, as it may
 * ask for a stronger sign-in (RFC 9470).
 */
function dropDialog(headers: Headers): void {
  const challenge = headers.get('www-authenticate')
  if (challenge !== null && !/^\s*Bearer\b(?!.*\b(?:Basic|Digest|NTLM|Negotiate)\b)/is.test(challenge)) {
    headers.delete('www-authenticate')
  }
}

/** fetch has decompressed the body, so its encoding and length have changed. */
function dropEncoding(headers: Headers): void {
  const encoding = headers.get('content-encoding')
  if (encoding === null || encoding.toLowerCase() === 'identity') return
  headers.delete('content-encoding')
  headers.delete('content-length')
}

/**
 * Shared caches store no response to a request with `Authorization` (RFC 9111 §3.5). Between browser and app
 * there is a cookie instead, which they ignore, so they must be told not to; and the browser must be told
 * that another person's response is a different one.
 */
function limitCaching(headers: Headers): void {
  const directives = headers
    .get('cache-control')
    ?.split(',')
    .map((directive) => directive.trim())
    .filter((directive) => !/^(?:$|public$|private$|private\s*=|s-maxage|proxy-revalidate)/i.test(directive))
  if (directives === undefined) {
    headers.set('cache-control', 'no-store')
    return
  }
  headers.set('cache-control', ['private', ...directives].join(', '))
  headers.append('vary', 'Cookie')
}

/**
 * A document of the API that is opened directly has the app's origin: the sandbox denies it scripts and that
 * origin.
 */
function disarm(headers: Headers): void {
  headers.set('x-content-type-options', 'nosniff')
  if (!HARMLESS.test(headers.get('content-type') ?? '')) headers.set('content-security-policy', 'sandbox')
}
