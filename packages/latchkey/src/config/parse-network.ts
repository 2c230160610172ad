import { isIP } from 'node:net'
import { z } from 'zod'
import { readMember, type Source } from './read-shape.ts'
import { text } from './shapes.ts'

/** Origins that may call us from a browser, exactly as browsers write them (RFC 6454 §6.2); `*` for any. */
export function parseCorsOrigins(source: Source): readonly string[] | '*' {
  const value = readMember(source, 'corsOrigins', z.union([z.literal('*'), z.array(text)])) ?? '*'
  if (value === '*') return value
  value.forEach((origin, index) => {
    const url = URL.parse(origin)
    const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
    const path = `corsOrigins[${index}]`
    if (origin === '*') source.report.problem(path, 'must be written as corsOrigins: "*", without a list')
    else if (!isWeb) source.report.problem(path, 'must be an origin, such as https://app.example.com')
    else if (url?.origin !== origin) source.report.problem(path, `must be an origin: write ${url?.origin}`)
  })
  return value
}

/** Addresses or CIDR blocks of reverse proxies. */
export function parseTrustedProxies(source: Source): readonly string[] {
  const proxies = readMember(source, 'trustedProxies', z.array(text)) ?? []
  proxies.forEach((proxy, index) => {
    if (!isAddressOrBlock(proxy)) {
      source.report.problem(
        `trustedProxies[${index}]`,
        'must be an IP address or a CIDR block, such as 10.0.0.0/8',
      )
    }
  })
  return proxies
}

function isAddressOrBlock(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}

/** The language of last resort, as a BCP 47 tag. */
export function parseDefaultLocale(source: Source): string {
  const locale = readMember(source, 'defaultLocale', text) ?? 'en'
  if (!isLocale(locale))
    source.report.problem('defaultLocale', 'must be a language tag, such as "en" or "pt-BR" (BCP 47)')
  return locale
}

/** True for a well-formed BCP 47 tag. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
