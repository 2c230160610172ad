import { isIP } from 'node:net'
import { createNetworkList } from './network-list.ts'
import { lastIpv4 } from './plain-address.ts'

/** Networks that are not somebody's server on the Internet (IANA special-purpose registries, RFC 6890). */
const isSpecialIpv4 = createNetworkList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])

/**
 * IPv6: only global unicast addresses, except those that tunnel to other addresses or belong to nobody
 * (RFC 4291).
 */
const isGlobalIpv6 = createNetworkList(['2000::/3'])
const isSpecialIpv6 = createNetworkList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/**
 * Networks whose addresses end in an IPv4 address, which is the one that counts: IPv4-mapped, and NAT64 (RFC
 * 6052 §2.1).
 */
const isWrappedIpv4 = createNetworkList(['::ffff:0:0/96', '64:ff9b::/96'])

const isLoopback = createNetworkList(['127.0.0.0/8', '::1'])

/**
 * True for an address that anyone on the Internet could reach; false for any other, and for text that is not
 * an address.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !isSpecialIpv4(address)
  if (isIP(address) !== 6 || address.includes('%')) return false
  if (isWrappedIpv4(address)) return isPublicAddress(lastIpv4(address))
  return isGlobalIpv6(address) && !isSpecialIpv6(address)
}

/** True for a loopback address that is not wrapped in another one. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) === 4 ? isLoopback(address) : !isWrappedIpv4(address) && isLoopback(address)
}
