import { createHash } from 'node:crypto'
import type { SignInSettings } from './sign-in-options.ts'

/** The cookies of one app at one issuer: what they are called, and how they are set. */
export interface AppCookies {
  readonly session: string
  /** The cookie's name for a sign-in that was started with this `state`. */
  startedName(state: string): string
  /** True for a name that `startedName` gives. */
  isStartedName(name: string): boolean
  /** A value for `Set-Cookie`. Zero seconds removes the cookie. */
  set(name: string, value: string, seconds: number): string
}

/** A longer `Cookie` header is ignored; servers seldom accept as much. */
const MAX_COOKIE_CHARACTERS = 64 * 1024

/**
 * Names differ by issuer, client and URL, because apps on one host share cookies whatever their port
 * (RFC 6265 §8.5). Over https they begin with `__Host-`, so that no neighbouring subdomain can set them
 * (RFC 6265bis §4.1.3.2).
 */
export function createAppCookies({ issuer, clientId, origin, paths }: SignInSettings): AppCookies {
  const isSecure = origin.startsWith('https:')
  const app = hash(JSON.stringify([issuer.issuer, clientId, origin, paths.callback])).slice(0, 8)
  const prefix = isSecure ? '__Host-' : ''
  const started = `${prefix}latchkey_login_${app}_`
  return {
    session: `${prefix}latchkey_session_${app}`,
    startedName: (state) => started + hash(state).slice(0, 22),
    isStartedName: (name) => name.startsWith(started),
    set: (name, value, seconds) =>
      `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`,
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/**
 * Parses the header `Cookie`. Of two cookies with one name the first counts, as it has the longer path
 * (RFC 6265 §5.4).
 */
export function parseCookies(header: string | null | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  if (!header || header.length > MAX_COOKIE_CHARACTERS) return cookies
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    const name = withoutBlanks(pair.slice(0, equals))
    if (equals > 0 && !cookies.has(name)) cookies.set(name, withoutBlanks(pair.slice(equals + 1)))
  }
  return cookies
}

/**
 * Without the blanks around it. No other white space: after that, `__Host-` is a different name to browsers,
 * which anybody may set. By hand, as a pattern for blanks at the end tries each of those in the middle too.
 */
function withoutBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (isBlank(text[start])) start += 1
  while (end > start && isBlank(text[end - 1])) end -= 1
  return text.slice(start, end)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
