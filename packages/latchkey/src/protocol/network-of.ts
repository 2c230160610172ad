const GROUPS = 8
const NETWORK_GROUPS = 4
const SITE_GROUPS = 3

/**
 * The network by which an IP address is rate-limited. An IPv4 address counts as itself. An IPv6 address
 * counts as its /64, because whoever has one address can use all of them (RFC 6177 §2). Anything else counts
 * as itself.
 */
export function networkOf(address: string): string {
  const groups = toGroups(address)
  return groups === undefined ? address : `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`
}

/**
 * The site that an IPv6 address is in, its /48: what one customer can be given (RFC 6177 §2). Nothing for an
 * IPv4 address, and for what is none.
 */
export function siteOf(address: string): string | undefined {
  const groups = toGroups(address)
  return groups && `${groups.slice(0, SITE_GROUPS).join(':')}::/48`
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
