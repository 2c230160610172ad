import { isIP } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from '../networks/is-public-address.ts'
import { createNetworkList } from '../networks/network-list.ts'
import type { OutboundSettings } from '../settings/outbound.ts'

/**
 * Last labels of names that public DNS does not have: those of this machine and its local network (RFC 6761
 * §6.2, §6.3; RFC 6762 §3, appendix G; RFC 8375 §4), those that ICANN keeps for private use or does not
 * delegate, and those of clusters.
 */
const PRIVATE_LABELS = [
  ...['localhost', 'localdomain', 'localdomain4', 'localdomain6'],
  ...['local', 'home\\.arpa', 'lan', 'home', 'corp', 'intranet', 'internal', 'private', 'mail', 'test'],
  ...['svc', 'consul'],
]
/** A name without a dot is private too. */
const PRIVATE_NAME = new RegExp(`(?:^|\\.)(?:${PRIVATE_LABELS.join('|')})$|^[^.]*$`)

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
    if (isAllowedOrigin(url) || (development && isLocalhost(name))) return true
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
      // Resolvers and proxies disagree on what it means; this way, every host has one name here.
      if (bareHost(url).split('.').includes(''))
        throw new Error('Not fetched: the name of the host has an empty label (RFC 1035 §3.1)')
    },
    requireAddresses,
    requireForProxy(url) {
      const host = bareHost(url)
      if (isIP(host) !== 0) requireAddresses(url, [host])
      else if (!isAllowedForProxy(url, host)) refuse(url, 'does not have the name of a public host')
    },
    isNamedByOperator: (url) => isAllowedOrigin(url) || isLocalhost(bareHost(url)),
  }
}

/** Tells an origin from an address or a CIDR block. */
export function isOrigin(entry: string): boolean {
  return entry.includes('://')
}

/** True for a name of this machine (RFC 6761 §6.3). */
export function isLocalhost(name: string): boolean {
  return /(?:^|\.)localhost$/.test(name)
}

/** An IPv6 address without its brackets, a name without its last dot. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$|\.$/g, '')
}

function refuse({ hostname }: URL, why: string): never {
  throw new Error(`Not fetched: ${hostname} ${why}, and outbound.allow does not name it`)
}
