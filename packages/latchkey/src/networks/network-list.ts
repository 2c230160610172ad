import { BlockList, isIP } from 'node:net'

/**
 * Returns a function that is true for an address in one of these networks (addresses and CIDR blocks), false
 * for any other and for text that is not an address. An IPv4-mapped IPv6 address counts as the IPv4 address
 * in it.
 */
export function createNetworkList(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    if (prefix === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(prefix), familyOf(address))
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
