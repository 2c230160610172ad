import { BlockList, isIP } from 'node:net'

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
  const trusted = trustedProxies.length > 0 ? toBlockList(trustedProxies) : undefined
  return (remoteAddress, header) => {
    const peer = normalize(remoteAddress ?? '')
    if (trusted === undefined || !isTrusted(trusted, peer))
      return { address: peer === '' ? 'unknown' : peer, viaTrustedProxy: false }
    // From right to left: the last entry was written by the nearest proxy; the first untrusted one is the
    // client.
    const hops = (header('x-forwarded-for') ?? '').split(',').map((hop) => normalize(hop.trim()))
    const client = hops.findLast((hop) => !isTrusted(trusted, hop))
    return { address: client !== undefined && isIP(client) !== 0 ? client : peer, viaTrustedProxy: true }
  }
}

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

function isTrusted(list: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** IPv4 addresses that arrive on an IPv6 socket are written as IPv4. */
function normalize(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}
