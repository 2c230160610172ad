const GROUPS = 8
const NETWORK_GROUPS = 4
const SITE_GROUPS = 3

/**
 * Prefixes of 96 bits whose addresses end in the IPv4 address of the sender: IPv4-mapped (RFC 4291 §2.5.5.2)
 * and NAT64 (RFC 6052 §2.1). Everybody who comes over IPv4 would be of one /64.
 */
const AROUND_IPV4: ReadonlySet<string> = new Set(['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0'])

/**
 * The network by which an IP address is rate-limited. An IPv4 address counts as itself, also wrapped in an
 * IPv6 one. Any other IPv6 address counts as its /64, because whoever has one address can use all of them
 * (RFC 6177 §2). Anything else counts as itself.
 */
export function networkOf(address: string): string {
  const groups = toGroups(address)
  const ipv4 = groups && findIpv4(groups)
  if (ipv4 !== undefined) return ipv4
  return groups === undefined ? address : `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`
}

/**
 * The site that an IPv6 address is in, its /48: what one customer can be given (RFC 6177 §2). Nothing for an
 * IPv4 address, also a wrapped one, and for what is none.
 */
export function siteOf(address: string): string | undefined {
  const groups = toGroups(address)
  if (groups === undefined || findIpv4(groups) !== undefined) return undefined
  return `${groups.slice(0, SITE_GROUPS).join(':')}::/48`
}

function findIpv4(groups: readonly string[]): string | undefined {
  if (!AROUND_IPV4.has(groups.slice(0, -2).join(':'))) return undefined
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group, 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** All eight groups of an IPv6 address in its canonical form (RFC 5952 §4). */
function toGroups(address: string): readonly string[] | undefined {
  const [unscoped = ''] = address.split('%', 1)
  const written = address.includes(':') ? URL.parse(`http://[${unscoped}]`)?.hostname : undefined
  if (written === undefined) return undefined
  const halves = written.slice(1, -1).split('::')
  const [before = [], after = []] = halves.map((part) => part.split(':').filter(Boolean))
  const zeros = Array<string>(GROUPS - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after]
}
