import { isIP } from 'node:net'
import { UNIX_PEER } from 'latchkey-connect/internal'
import { z } from 'zod'
import type { Shape } from './shape.ts'
import { text } from './shapes.ts'

const origin = text.superRefine((value, context) => {
  const fault =
    value === '*'
      ? 'must be written as corsOrigins: "*", without a list'
      : faultOfOrigin(value, 'an origin, such as https://app.example.com')
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
})

/** Origins whose scripts may call us; `*` for any. */
export const origins: Shape<readonly string[] | '*'> = z.union([z.literal('*'), z.array(origin)])

/**
 * Why a value is not an origin exactly as browsers serialize it (RFC 6454 §6.2). `words` describe what is
 * wanted.
 */
export function faultOfOrigin(value: string, words: string): string | undefined {
  const url = URL.parse(value)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return `must be ${words}`
  return url.origin === value ? undefined : `must be an origin: write ${url.origin}`
}

/** IP addresses and CIDR blocks of proxies, and `unix` for those that call by a UNIX socket. */
export const proxies: Shape<readonly string[]> = z.array(
  text.refine(
    (value) => value === UNIX_PEER || isAddressOrBlock(value),
    'must be an IP address, a CIDR block such as 10.0.0.0/8, or unix for a UNIX socket',
  ),
)

/** True for an IP address or a CIDR block. */
export function isAddressOrBlock(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}
