const GROUPS = 8
const NETWORK_GROUPS = 4
const SITE_GROUPS = 3

/**
 * The network by which an IP address is rate-limited. An IPv4 address counts as itself. An IPv6 address
 * counts as its /64, because whoever has one address can use all of them (RFC 6177 §2). Anything else counts
 * as itself.
 */
export function networkOf(address: string): string {
  const groups = groupsOf(address)
  return groups === undefined ? address : `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`
}

/**
 * The /48 of an IPv6 address, as many providers give one to each customer (RFC 6177 §3): 65,536 networks.
 * Undefined for any other address.
 */
export function siteOf(address: string): string | undefined {
  const groups = groupsOf(address)
  return groups && `${groups.slice(0, SITE_GROUPS).join(':')}::/48`
}

function groupsOf(address: string): readonly string[] | undefined {
  if (!address.includes(':')) return undefined
  const [unscoped = ''] = address.split('%', 1)
  const written = URL.parse(`http://[${unscoped}]`)?.hostname
  return written === undefined ? undefined : toGroups(written.slice(1, -1))
}

/** All eight groups of an address in its canonical form (RFC 5952 §4). */
function toGroups(address: string): readonly string[] {
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const zeros = Array<string>(GROUPS - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after]
}
