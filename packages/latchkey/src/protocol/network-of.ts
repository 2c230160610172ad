const GROUPS = 8
const NETWORK_GROUPS = 4

/**
 * The network by which an IP address is rate-limited. An IPv4 address counts as itself. An IPv6 address
 * counts as its /64, because whoever has one address can use all of them (RFC 6177 §2). Anything else counts
 * as itself.
 */
export function networkOf(address: string): string {
  const [unscoped = ''] = address.split('%', 1)
  const written = address.includes(':') ? URL.parse(`http://[${unscoped}]`)?.hostname : undefined
  if (written === undefined) return address
  return `${toGroups(written.slice(1, -1)).slice(0, NETWORK_GROUPS).join(':')}::/64`
}

/** All eight groups of an address in its canonical form (RFC 5952 §4). */
function toGroups(address: string): readonly string[] {
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const zeros = Array<string>(GROUPS - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after]
}
