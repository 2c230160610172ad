import { refuse } from '../refusal.ts'
import { isLoopbackHost } from './is-loopback-host.ts'

const LONGEST = 2048
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/
/** Parameters that an authorization response adds to the query; a registered one would appear twice. */
const RESPONSE_PARAMETERS = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'response']

/**
 * Checks a redirect URI (or a post-logout redirect URI) for registration, and returns it unchanged. It will
 * be compared and used byte for byte (RFC 9700 §4.1.3), so it must be written the way every URL parser reads
 * it.
 * @throws Refusal `redirect_uri_mismatch` with what to change.
 */
export function parseRegisteredRedirectUri(uri: string, applicationType: 'web' | 'native'): string {
  if (uri.length > LONGEST) say(`has more than ${LONGEST} characters`)
  if (!PRINTABLE_ASCII.test(uri) || uri.includes('\\')) {
    say(
      'may contain printable ASCII characters only, without spaces and backslashes; write a domain name in its xn-- form',
    )
  }
  if (uri.includes('*')) say('contains a wildcard, which is not supported: list each address')
  if (uri.includes('#')) say('has a fragment, which a redirect URI may not have')
  const url = URL.parse(uri) ?? say('is not an absolute URL, such as https://app.example.com/callback')
  if (url.username !== '' || url.password !== '' || hasUserInformation(uri))
    say('may not contain a user name or "@" before the path')
  requireWrittenAsParsed(uri, url)
  requireFreeOfResponseParameters(url)
  requireAcceptableScheme(url, applicationType)
  return uri
}

/**
 * `new URL` accepts sloppy URLs as browsers do; where two parsers read one differently, there is an open
 * redirect.
 */
function requireWrittenAsParsed(uri: string, url: URL): void {
  const bareOrigin = `${uri}/` === url.href
  if (url.href !== uri && !bareOrigin) say(`is not written in its normal form: write ${url.href}`)
}

function requireFreeOfResponseParameters(url: URL): void {
  const taken = RESPONSE_PARAMETERS.find((name) => url.searchParams.has(name))
  if (taken !== undefined) say(`has the query parameter "${taken}", which the response itself adds`)
}

function requireAcceptableScheme(url: URL, applicationType: 'web' | 'native'): void {
  if (url.protocol === 'https:') return
  if (url.protocol === 'http:') {
    if (!isLoopbackHost(url.hostname)) say('must use https; http is for 127.0.0.1, [::1] and localhost only')
    if (applicationType === 'web')
      say('must use https for an app of type "web"; loopback addresses are for type "native"')
    return
  }
  // RFC 8252 §7.1: a private-use scheme is a domain name of the app's owner, in reverse order.
  if (!url.protocol.includes('.')) {
    say(
      'must use https, or a private-use scheme that is a reversed domain name, such as com.example.app:/callback',
    )
  }
  if (applicationType === 'web') say('may use a private-use scheme only for an app of type "native"')
}

function hasUserInformation(uri: string): boolean {
  return /^[^:]*:\/\/[^/?]*@/.test(uri)
}

function say(problem: string): never {
  refuse('redirect_uri_mismatch', `The redirect URI ${problem}`)
}
