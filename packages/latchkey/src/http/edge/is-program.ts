import { getCookie } from 'hono/cookie'
import type { Settings } from '../../settings/settings.ts'
import { cookieKinds, cookieName } from './cookies.ts'
import type { EdgeContext } from './edge-context.ts'

/**
 * True for a request without any mark of a browser: a cookie of ours, or a header that only browsers send
 * (`Sec-Fetch-…`, W3C Fetch Metadata §2; `Origin`, Fetch §3.2). Scripts of pages cannot remove those headers.
 */
export function hasNoMarkOfBrowser(context: EdgeContext, settings: Settings): boolean {
  const { headers } = context.req.raw
  const names = [...headers.keys()]
  return (
    !headers.has('origin') &&
    !names.some((name) => name.startsWith('sec-fetch-')) &&
    cookieKinds.every((kind) => getCookie(context, cookieName(kind, settings)) === undefined)
  )
}

/** True for a program that can show no page to anybody: every browser accepts HTML when it navigates. */
export function isProgram(context: EdgeContext, settings: Settings): boolean {
  const acceptsPages = context.req.header('accept')?.includes('text/html') === true
  return hasNoMarkOfBrowser(context, settings) && !acceptsPages
}
