import { isIP } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from '../networks/is-public-address.ts'
import { createNetworkList } from '../networks/network-list.ts'
import type { OutboundSettings } from '../settings/outbound.ts'

/**
 * Names of this machine or its local network, which public DNS does not have (RFC 6761 §6.3, RFC 6762 §3,
 * RFC 8375 §4; ICANN reserved `.internal` for private use). So is every name without a dot.
 */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$|^[^.]*$/
const LOCALHOST = /(?:^|\.)localhost$/

/** Decides what may be reached. Every method throws an `Error` that names what it refuses. */
export interface AddressGuard {
  requireUrl(url: URL): void
  /** Refuses the host if any one of its addresses is not allowed. */
  requireAddresses(url: URL, addresses: readonly string[]): void
  /** Checks all that can be checked when a proxy resolves the name: literal addresses and private names. */
  requireForProxy(url: URL): void
  /** True for an origin that is allowed by name, and for this machine's own name. */
  isNamedByOperator(url: URL): boolean
}

export function createAddressGuard({ allow }: OutboundSettings, development: boolean): AddressGuard {
  const isInAllowedNetwork = createNetworkList(allow.filter((entry) => !isOrigin(entry)))
  const allowedOrigins = new Set(allow.filter(isOrigin))
  const isAllowedOrigin = (url: URL) => allowedOrigins.has(url.origin)

  function isAllowedAddress(url: URL, address: string): boolean {
    if (isAllowedOrigin(url) || (development && isLoopbackAddress(address))) return true
    return url.protocol === 'https:' && (isPublicAddress(address) || isInAllowedNetwork(address))
  }

  function isAllowedForProxy(url: URL, name: string): boolean {
    if (isAllowedOrigin(url) || (development && LOCALHOST.test(name))) return true
    return url.protocol === 'https:' && !PRIVATE_NAME.test(name)
  }

  function requireAddresses(url: URL, addresses: readonly string[]): void {
    if (addresses.length === 0 || !addresses.every((address) => isAllowedAddress(url, address)))
      refuse(url, 'is not, or not only, at a public address')
  }

  return {
    requireUrl(url) {
      const isHttp = url.protocol === 'http:' && (development || isAllowedOrigin(url))
      if (url.protocol !== 'https:' && !isHttp)
        throw new Error('Not fetched: only https is, and http from an origin that outbound.allow names')
      if (url.username !== '' || url.password !== '')
        throw new Error('Not fetched: the URL carries credentials')
    },
    requireAddresses,
    requireForProxy(url) {
      const host = bareHost(url)
      if (isIP(host) !== 0) requireAddresses(url, [host])
      else if (!isAllowedForProxy(url, host)) refuse(url, 'does not have the name of a public host')
    },
    isNamedByOperator: (url) => isAllowedOrigin(url) || LOCALHOST.test(bareHost(url)),
  }
}

/** Tells an origin from an address or a CIDR block. */
export function isOrigin(entry: string): boolean {
  return entry.includes('://')
}

/** An IPv6 address without its brackets, a name without its last dot. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$|\.$/g, '')
}

function refuse({ hostname }: URL, why: string): never {
  throw new Error(`Not fetched: ${hostname} ${why}, and outbound.allow does not name it`)
}
