import { isIP } from 'node:net'
import { createNetworkList } from './network-list.ts'

const isMapped = createNetworkList(['::ffff:0:0/96'])

/**
 * One spelling for one host: an IPv4-mapped address (RFC 4291 §2.5.5.2), which an IPv6 socket reports, is
 * written as the IPv4 address in it, and no zone of a link-local address is kept (RFC 4007 §11).
 */
export function toPlainAddress(address: string): string {
  if (!address.includes(':')) return address
  const [unscoped = ''] = address.split('%', 1)
  return isMapped(unscoped) ? lastIpv4(unscoped) : unscoped
}

/** An address, perhaps in brackets, and perhaps a port behind it. */
const NODE = /^\[?([^[\]]*?)\]?(?::\d{1,5})?$/

/**
 * The IP address that a proxy names, in every form in which proxies write one: with a port, an IPv6 address
 * in brackets, all of it in quotes (RFC 7239 §6). `undefined` for anything else, such as `unknown` and
 * obfuscated identifiers.
 */
export function parseNodeAddress(node: string): string | undefined {
  if (isIP(node) !== 0) return toPlainAddress(node)
  const address = NODE.exec(node.replace(/^"(.*)"$/, '$1').trim())?.[1] ?? ''
  return isIP(address) === 0 ? undefined : toPlainAddress(address)
}

/** The last 32 bits of an IPv6 address; the URL parser writes it in its one canonical way (RFC 5952). */
export function lastIpv4(address: string): string {
  const [high = 0, low = 0] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .replace('::', ':0:')
    .split(':')
    .slice(-2)
    .map((group) => Number.parseInt(group || '0', 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
