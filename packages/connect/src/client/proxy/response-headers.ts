import { dropHopByHop } from './hop-by-hop.ts'

/**
 * What an API must not say in the app's name: to the browser about the app's origin, or to a web server
 * before the app.
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
 * Types that no browser makes a document with scripts of. All others could be one, and its scripts the app's
 * own.
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

/** Headers of an API's answer as the app's own. `location` is not looked at: `rewriteLocation` does. */
export function toBrowserHeaders(received: Headers): Headers {
  const headers = new Headers(received)
  dropHopByHop(headers)
  for (const name of NOT_FOR_THE_ORIGIN) headers.delete(name)
  for (const name of [...headers.keys()]) {
    if (NOT_FOR_THE_ORIGIN_PREFIXES.some((prefix) => name.startsWith(prefix))) headers.delete(name)
    // What one kind of cache obeys instead (RFC 9213 §2.1).
    if (name.endsWith('-cache-control')) headers.delete(name)
  }
  dropDialog(headers)
  dropPacking(headers)
  limitCaching(headers)
  disarm(headers)
  return headers
}

/**
 * `Bearer` stays, as it asks for a stronger sign-in (RFC 9470); a browser would open a password dialog for
 * `Basic` and the like.
 */
function dropDialog(headers: Headers): void {
  const challenge = headers.get('www-authenticate')
  if (challenge !== null && !/^\s*Bearer\b(?!.*\b(?:Basic|Digest|NTLM|Negotiate)\b)/is.test(challenge)) {
    headers.delete('www-authenticate')
  }
}

/** fetch has unpacked the body, so neither its packing nor the length of the package are true any more. */
function dropPacking(headers: Headers): void {
  const packing = headers.get('content-encoding')
  if (packing === null || packing.toLowerCase() === 'identity') return
  headers.delete('content-encoding')
  headers.delete('content-length')
}

/**
 * Shared caches keep nothing that was asked for with `Authorization` (RFC 9111 §3.5). Between browser and app
 * there is a cookie instead, which they do not know of, so they have to be told; and a browser, that another
 * person's answer is another one.
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
 * A document of the API, opened by itself, is on the app's origin: it gets no scripts and nothing of the app.
 */
function disarm(headers: Headers): void {
  headers.set('x-content-type-options', 'nosniff')
  if (!HARMLESS.test(headers.get('content-type') ?? '')) headers.set('content-security-policy', 'sandbox')
}
