import { isLoopbackHost } from '../protocol/redirect-uri/is-loopback-host.ts'
import type { Values } from '../settings/option.ts'
import type { serverOptions } from '../settings/options.ts'
import type { Report } from './report.ts'

/** What follows from the issuer's URL. */
export interface Issuer {
  readonly issuer: string
  /** Without a trailing slash; empty for an issuer without a path. */
  readonly issuerPath: string
  readonly secure: boolean
  readonly loopback: boolean
}

const placeholder: Issuer = {
  issuer: 'https://issuer.invalid',
  issuerPath: '',
  secure: true,
  loopback: false,
}

/**
 * Returns a placeholder for an invalid issuer, which has been reported, so that the rest can be checked too.
 */
export function readIssuer(
  { issuer, allowInsecureIssuer }: Values<typeof serverOptions>,
  report: Report,
): Issuer {
  const parsed = issuer === undefined ? undefined : parseIssuer(issuer, allowInsecureIssuer, report)
  return parsed ?? placeholder
}

/**
 * The issuer, or `undefined` after reporting why it is invalid (RFC 8414 §2: a URL without query and
 * fragment).
 */
function parseIssuer(value: string, allowInsecure: boolean, report: Report): Issuer | undefined {
  const url = URL.parse(value)
  const fault = url === null ? 'must be an absolute URL, such as https://id.example.com' : faultOf(value, url)
  if (url === null || fault !== undefined) {
    report.problem('issuer', fault ?? '')
    return undefined
  }
  const loopback = isLoopbackHost(url.hostname)
  if (url.protocol === 'http:' && !loopback) judgeInsecureIssuer(allowInsecure, report)
  return {
    issuer: value,
    issuerPath: url.pathname.replace(/\/$/, ''),
    secure: url.protocol === 'https:',
    loopback,
  }
}

/** Unreserved characters (RFC 3986 §2.3), which mean nothing but themselves. */
const plainPath = /^[\w.~/-]*$/

function faultOf(value: string, url: URL): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'must start with https:// (or http:// on a loopback host)'
  if (value.includes('?')) return 'must not have a query (RFC 8414 §2)'
  if (value.includes('#')) return 'must not have a fragment (RFC 8414 §2)'
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password'
  // Routers read `:`, `*` and `{` as patterns, cookies end their path at `;`, and what is percent-encoded has
  // several spellings.
  if (!plainPath.test(url.pathname))
    return 'may have only letters, digits and - . _ ~ between the slashes of its path'
  // Clients compare issuers byte for byte; one that URL parsers rewrite would never match (RFC 8414 §3.3).
  if (url.href !== value && url.href !== `${value}/`)
    return `is not written in its normal form: write ${withoutBareSlash(url)}`
  if (url.pathname.includes('//')) return 'must not have an empty path segment'
  return undefined
}

function withoutBareSlash(url: URL): string {
  return url.pathname === '/' ? url.origin : url.href
}

function judgeInsecureIssuer(allowInsecure: boolean, report: Report): void {
  if (allowInsecure)
    report.warning(
      'issuer',
      'is http on a host that is not loopback: passwords and tokens travel unprotected',
    )
  else
    report.problem(
      'issuer',
      'must be https on a host that is not loopback (RFC 9700 §2.6); allowInsecureIssuer: true lets a test network pass',
    )
}
