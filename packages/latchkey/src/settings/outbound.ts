import { z } from 'zod'
import { group, option } from './define-option.ts'
import { faultOfOrigin, isAddressOrBlock } from './network.ts'
import type { Group, Named, Values, Written } from './option.ts'
import type { Shape } from './shape.ts'
import { text } from './shapes.ts'

/** Addresses, CIDR blocks, and origins exactly as browsers serialize them (RFC 6454 §6.2). */
const destinations: Shape<readonly string[]> = z.array(
  text.superRefine((value, context) => {
    const fault = faultOfDestination(value)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  }),
)
/** Error messages must not quote it: it may contain a password. */
const httpProxy = text.superRefine((value, context) => {
  const fault = faultOfProxy(value)
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
})

const members = {
  /**
   * What may be reached although it is not public: addresses and CIDR blocks such as `10.0.0.0/8`, and
   * origins such as `https://intra.example`, whatever their address. Over plain `http`, only origins.
   * Default: none.
   */
  allow: option(destinations, { default: [] }),
  /**
   * An HTTP proxy for all requests, such as `http://user:password@proxy.example:3128`. It resolves host
   * names, so it has to refuse private addresses itself. Environment variables do not set it. Default: none.
   */
  proxy: option(httpProxy, { withoutIt: 'requests go out directly' }),
}

export interface OutboundConfiguration extends Written<typeof members>, Named {}

/** What the server may reach, and how. The URL of the proxy may contain a password: never log it. */
export interface OutboundSettings extends Values<typeof members> {}

/** What the server may reach when it fetches something. */
export const outbound: Group<OutboundConfiguration, OutboundSettings> = group(members)

/** A zone, as in `fe80::1%eth0`, is only meaningful on one machine. */
function isNetwork(value: string): boolean {
  return isAddressOrBlock(value) && !value.includes('%')
}

function faultOfDestination(value: string): string | undefined {
  if (isNetwork(value)) return undefined
  if (URL.parse(value)?.hostname.includes('*'))
    return 'must name one host: write each origin out, or the network in which all are'
  return faultOfOrigin(
    value,
    'an address, a CIDR block such as 10.0.0.0/8, or an origin such as https://intra.example',
  )
}

function faultOfProxy(value: string): string | undefined {
  const url = URL.parse(value)
  const isBare = url?.pathname === '/' && url.search === '' && url.hash === ''
  if (url?.protocol !== 'http:' || !isBare)
    return 'must be the URL of an HTTP proxy, such as http://proxy.example:3128, with user:password@ before the host if it asks for them'
  return isDecodable(url.username) && isDecodable(url.password)
    ? undefined
    : 'must have its user and password percent-encoded: write % as %25'
}

function isDecodable(encoded: string): boolean {
  try {
    decodeURIComponent(encoded)
    return true
  } catch {
    return false
  }
}
