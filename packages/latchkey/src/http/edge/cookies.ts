import { createHash } from 'node:crypto'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Parts } from '../../flows/parts.ts'
import type { Browser } from '../../flows/sign-in/browser.ts'
import { randomId } from '../../ports/random.ts'
import type { EdgeContext } from './edge-context.ts'

export type CookieParts = Pick<Parts, 'sealer' | 'settings' | 'random'>

/** Reads the browser's cookies. One without a valid MAC is ignored; a new browser gets a new id. */
export function readBrowser(context: EdgeContext, { sealer, settings, random }: CookieParts): Browser {
  const [id, mac] = split(getCookie(context, cookieName('browser', settings)))
  const known = id !== undefined && mac !== undefined && sealer.isMac('browser', id, mac)
  return {
    id: known ? id : randomId(random),
    known,
    sessionIds: readSessionIds(context, { sealer, settings }),
  }
}

/** Sets the cookie that binds forms to this browser, if it is missing. */
function rememberBrowser(context: EdgeContext, browser: Browser, { sealer, settings }: CookieParts): void {
  if (browser.known) return
  const value = `${browser.id}.${sealer.mac('browser', browser.id)}`
  setCookie(context, cookieName('browser', settings), value, cookieOptions(settings))
}

/**
 * Reads the cookies of the browser, and sets the one that forms rely on if it is missing: a session may
 * outlive it.
 */
export function readOrStartBrowser(context: EdgeContext, parts: CookieParts): Browser {
  const browser = readBrowser(context, parts)
  rememberBrowser(context, browser, parts)
  return browser
}

/** Sets a cookie like the browser's but without its value, to see what arrives of it. Returns the header. */
export function writeExampleCookie(context: EdgeContext, { settings }: Pick<Parts, 'settings'>): string {
  setCookie(context, cookieName('browser', settings), 'example', cookieOptions(settings))
  return context.res.headers.getSetCookie()[0] ?? ''
}

/** Sets the cookie of the browser's sessions, the current one first. */
export function writeSessions(context: EdgeContext, sessionIds: readonly string[], parts: CookieParts): void {
  const { sealer, settings } = parts
  const name = cookieName('session', settings)
  if (sessionIds.length === 0) {
    deleteCookie(context, name, cookieOptions(settings))
    return
  }
  const ids = sessionIds.join('~')
  setCookie(context, name, `${ids}.${sealer.mac('session', ids)}`, {
    ...cookieOptions(settings),
    maxAge: settings.lifetimes.sessionSeconds,
  })
}

function readSessionIds(
  context: EdgeContext,
  { sealer, settings }: Pick<Parts, 'sealer' | 'settings'>,
): readonly string[] {
  const [ids, mac] = split(getCookie(context, cookieName('session', settings)))
  if (ids === undefined || mac === undefined || !sealer.isMac('session', ids, mac)) return []
  return ids.split('~').slice(0, settings.limits.sessionsPerBrowser)
}

/**
 * `Lax`, because the cookies must be sent when the browser comes from another site; every POST of ours has
 * its own proof.
 */
export function cookieOptions(settings: Parts['settings']) {
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure: settings.secureCookies } as const
}

export const cookieKinds = ['browser', 'session', 'language'] as const

type CookieKind = (typeof cookieKinds)[number]

/** Cached by settings, which do not change, because every request needs the names. */
const namesBySettings = new WeakMap<Parts['settings'], Readonly<Record<CookieKind, string>>>()

export function cookieName(kind: CookieKind, settings: Parts['settings']): string {
  const known = namesBySettings.get(settings)
  if (known) return known[kind]
  const names = toCookieNames(settings)
  namesBySettings.set(settings, names)
  return names[kind]
}

/**
 * `__Host-` keeps other hosts from setting the cookie (RFC 6265bis §4.1.3.2). Cookies do not distinguish
 * ports or, with that prefix, paths, so an issuer with either has names of its own.
 */
function toCookieNames({ issuer, secureCookies }: Parts['settings']): Readonly<Record<CookieKind, string>> {
  const { port, pathname } = new URL(issuer)
  const shared = port !== '' || pathname !== '/'
  const suffix = shared ? `-${createHash('sha256').update(issuer).digest('hex').slice(0, 8)}` : ''
  const name = (kind: CookieKind) => `${secureCookies ? '__Host-' : ''}latchkey-${kind}${suffix}`
  return { browser: name('browser'), session: name('session'), language: name('language') }
}

function split(value: string | undefined): readonly [string?, string?] {
  const dot = value?.lastIndexOf('.') ?? -1
  return value === undefined || dot < 1 ? [] : [value.slice(0, dot), value.slice(dot + 1)]
}
