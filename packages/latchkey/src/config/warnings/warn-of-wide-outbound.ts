import { createNetworkList } from '../../networks/network-list.ts'
import { bareHost, isLocalhost, isOrigin } from '../../outbound/address-guard.ts'
import { isAddressOrBlock } from '../../settings/network.ts'
import type { OutboundSettings } from '../../settings/outbound.ts'
import type { Report } from '../report.ts'

/** Metadata services, which give out credentials: most clouds, AWS over IPv6, Alibaba Cloud, Oracle Cloud. */
const metadataAddresses = ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192']
/** Google Cloud, AWS, Tencent Cloud. */
const metadataNames = [
  'metadata.google.internal',
  'metadata.goog',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
]
const loopbackAddresses = ['127.0.0.1', '::1']
/** IPv6 networks that lead to IPv4 addresses (RFC 6052 §2.1, RFC 8215 §4, RFC 3056 §2, RFC 4380 §4). */
const tunnels = {
  '64:ff9b::/96': 'NAT64',
  '64:ff9b:1::/48': 'NAT64',
  '2002::/16': '6to4',
  '2001::/32': 'Teredo',
}

const metadata = 'where clouds hand out credentials'
const ownServices = 'where this machine’s own services listen'

/** Warns about entries that open more than operators usually intend. */
export function warnOfWideOutbound({ allow }: OutboundSettings, report: Report): void {
  allow.forEach((entry, index) => {
    const doubt = isOrigin(entry) ? doubtOrigin(entry) : doubtNetwork(entry)
    if (doubt !== undefined) report.warning(`outbound.allow[${index}]`, doubt)
  })
}

function doubtNetwork(network: string): string | undefined {
  const opened = openedBy(network)
  return opened && `${network} opens ${opened}: name smaller networks, or origins`
}

function doubtOrigin(origin: string): string | undefined {
  const host = bareHost(new URL(origin))
  const opened = isAddressOrBlock(host) ? openedBy(host) : openedByName(host)
  return opened && `${origin} opens ${opened}: leave it out, unless clients publish their keys there`
}

function openedBy(network: string): string | undefined {
  const isIn = createNetworkList([network])
  const service = metadataAddresses.find(isIn)
  if (service !== undefined) return `${service}, ${metadata}`
  const loopback = loopbackAddresses.find(isIn) ?? loopbackIn(network)
  return loopback === undefined ? openedByTunnel(network) : `${loopback}, ${ownServices}`
}

/** The first address of a network that is a part of loopback's. */
function loopbackIn(network: string): string | undefined {
  const first = firstOf(network)
  return createNetworkList(['127.0.0.0/8'])(first) ? first : undefined
}

/** Of two networks that have addresses in common, one holds the first address of the other. */
function openedByTunnel(network: string): string | undefined {
  const isIn = createNetworkList([network])
  const found = Object.entries(tunnels).find(
    ([tunnel]) => isIn(firstOf(tunnel)) || createNetworkList([tunnel])(firstOf(network)),
  )
  return found && `IPv4 addresses inside your network, by ${found[1]}`
}

function firstOf(network: string): string {
  return network.split('/')[0] ?? ''
}

function openedByName(host: string): string | undefined {
  if (metadataNames.includes(host)) return `${host}, ${metadata}`
  return isLocalhost(host) ? `${host}, ${ownServices}` : undefined
}
