import { isLoopbackHost } from './is-loopback-host.ts'

/**
 * True when the requested URI is the registered one, byte for byte (RFC 9700 §4.1.3), except for the port of
 * an http loopback address, which a native app learns only when it starts (RFC 8252 §7.3).
 */
export function matchesRedirectUri(registered: string, requested: string): boolean {
  return registered === requested || matchesButForThePort(registered, requested)
}

function matchesButForThePort(registered: string, requested: string): boolean {
  const known = loopbackWithoutPort(registered)
  return known !== undefined && known === loopbackWithoutPort(requested)
}

/**
 * The URI without its port, if it is an http loopback address written in its normal form. Without a path it
 * is the one with `/`, which URL parsers add (RFC 3986 §6.2.3).
 */
function loopbackWithoutPort(uri: string): string | undefined {
  const url = URL.parse(uri)
  if (url === null || url.protocol !== 'http:' || !isLoopbackHost(url.hostname)) return undefined
  const isNormal = url.href === uri || url.href === `${uri}/`
  if (!isNormal || uri.includes('#') || uri.slice(7).split('/', 1)[0] !== url.host) return undefined
  return `http://${url.hostname}${url.pathname}${url.search}`
}
