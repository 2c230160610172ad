import type { Settings } from '../../settings/settings.ts'

/** Seconds; a year (OWASP ASVS 3.4.1). */
const HSTS_SECONDS = 31_536_000

/**
 * Headers of every response: no sniffing, no framing, no accidental caching; https stays https (OWASP ASVS
 * 3.4).
 */
export function everyAnswerHeaders(
  settings: Pick<Settings, 'secureCookies' | 'hstsIncludeSubDomains'>,
): Readonly<Record<string, string>> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
    ...(settings.secureCookies && { 'Strict-Transport-Security': toHsts(settings.hstsIncludeSubDomains) }),
  }
}

/** For a year, a browser asks for nothing of this host by http, nor of hosts below it (RFC 6797 §6.1). */
function toHsts(includeSubDomains: boolean): string {
  return `max-age=${HSTS_SECONDS}${includeSubDomains ? '; includeSubDomains' : ''}`
}

/**
 * Headers of every page. No `form-action`: browsers apply it to the whole redirect chain after a form POST,
 * and ours may end at a client that redirects further. With `no-referrer` the Origin of our own form POST
 * would be `null`, so pages with forms use `same-origin`.
 */
export function pageHeaders({ hasForm }: { readonly hasForm: boolean }): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': hasForm ? 'same-origin' : 'no-referrer',
    'Permissions-Policy': 'publickey-credentials-get=(self), publickey-credentials-create=(self)',
  }
}
