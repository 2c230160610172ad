import { expect } from 'vitest'
import { pageRoutes } from '../../src/http/page-routes.ts'
import { type ScriptedBrowser, toText, type Visit } from '../../src/testing/scripted-browser.ts'
import { issuer, responseOf } from '../fixtures/server-without-network.ts'

/** The paths of all pages, but for our front page and the files that pages are made with. */
export const pagePaths = pageRoutes.map(({ path }) => path).filter((path) => /^\/[\w-]+$/.test(path))

/** The path of a visit, without the sealed request behind it. */
export function pathOf(visit: Visit): string {
  return new URL(visit.url).pathname
}

/** A page for the person: refused, never redirected, never kept, never framed (OAuth 2.1 §4.1.2.1). */
export function expectErrorPage(visit: Visit, heading = 'This sign-in can’t start', status = 400): void {
  expect({ status: visit.status, location: visit.headers.get('location') }).toEqual({
    status,
    location: null,
  })
  expect(visit.html).toContain(`<h1>${heading}</h1>`)
  expect(visit.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(visit.headers.get('cache-control')).toBe('no-store')
  expect(visit.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(visit.headers.get('x-frame-options')).toBe('DENY')
}

/** The buttons of a page that lead on, each with its text and where it leads. */
export function onwardOf({ html }: Visit): [label: string, url: string][] {
  const links = html.matchAll(/<a class="button[^"]*" href="([^"]+)">(.*?)<\/a>/gs)
  return [...links].map(([, url = '', label = '']) => [toText(label), url.replaceAll('&amp;', '&')])
}

/**
 * A redirect to the client with an error, the state as it came, our issuer, and nothing to gain (RFC 6749
 * §4.1.2.1; RFC 9207 §2).
 */
export function expectClientError(
  visit: Visit,
  error: string,
  { redirectUri = 'https://app.example.test/cb', state = 'the-state' as string | null } = {},
): void {
  const response = responseOf(visit)
  expect({ status: visit.status, to: visit.url.split('?')[0], error: response.get('error') }).toEqual({
    status: 303,
    to: redirectUri,
    error,
  })
  expect(response.get('state')).toBe(state)
  expect(response.get('iss')).toBe(issuer)
  expect(response.has('code')).toBe(false)
  expect(response.get('error_description') ?? '').toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/)
}

/** A redirect to the client with a code. */
export function expectCode(visit: Visit, redirectUri = 'https://app.example.test/cb'): string {
  const response = responseOf(visit)
  expect({ status: visit.status, to: visit.url.split('?')[0], error: response.get('error') }).toEqual({
    status: 303,
    to: redirectUri,
    error: null,
  })
  return response.get('code') ?? ''
}

/** Everything in this browser's cookie jar, put into another. */
export function copyCookies(from: ScriptedBrowser, to: ScriptedBrowser): void {
  for (const [name, value] of from.cookies) to.cookies.set(name, value)
}

/** The value of the cookie that says who is signed in. */
export function sessionCookieOf(browser: ScriptedBrowser): string | undefined {
  return browser.cookies.get('__Host-latchkey-session')
}
