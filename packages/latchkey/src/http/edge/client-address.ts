import { isIP } from 'node:net'
import { createNetworkList } from '../../networks/network-list.ts'

/**
 * Decides the client's address: the peer's or, behind proxies that the operator trusts, the one that they
 * report.
 */
export function createAddressReader(
  trustedProxies: readonly string[],
): (
  remoteAddress: string | undefined,
  header: (name: string) => string | undefined,
) => { address: string; viaTrustedProxy: boolean } {
  const isTrusted = createNetworkList(trustedProxies)
  return (remoteAddress, header) => {
    const peer = normalize(remoteAddress ?? '')
    if (!isTrusted(peer)) return { address: peer === '' ? 'unknown' : peer, viaTrustedProxy: false }
    // From right to left: the last entry was written by the nearest proxy; the first untrusted one is the
    // client.
    const hops = (header('x-forwarded-for') ?? '').split(',').map((hop) => normalize(hop.trim()))
    const client = hops.findLast((hop) => !isTrusted(hop))
    return { address: client !== undefined && isIP(client) !== 0 ? client : peer, viaTrustedProxy: true }
  }
}

/** IPv4 addresses that arrive on an IPv6 socket are written as IPv4. */
function normalize(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}
