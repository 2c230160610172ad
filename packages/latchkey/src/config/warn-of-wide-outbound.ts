import { createNetworkList } from '../networks/network-list.ts'
import { isOrigin } from '../outbound/address-guard.ts'
import type { OutboundSettings } from '../settings/outbound.ts'
import type { Report } from './report.ts'

/** Metadata services, which give out credentials: most clouds, AWS over IPv6, Alibaba Cloud, Oracle Cloud. */
const metadataAddresses = ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192']
const loopbackAddresses = ['127.0.0.1', '::1']

/** Warns about entries that open more than operators usually intend. */
export function warnOfWideOutbound({ allow }: OutboundSettings, report: Report): void {
  allow.forEach((entry, index) => {
    const doubt = isOrigin(entry) ? doubtOrigin(entry) : doubtNetwork(entry)
    if (doubt !== undefined) report.warning(`outbound.allow[${index}]`, doubt)
  })
}

function doubtNetwork(network: string): string | undefined {
  const isIn = createNetworkList([network])
  const opened = [...metadataAddresses, ...loopbackAddresses].find(isIn)
  if (opened === undefined) return undefined
  const what = metadataAddresses.includes(opened)
    ? 'where clouds hand out credentials'
    : 'where this machine’s own services listen'
  return `${network} opens ${opened}, ${what}: name smaller networks, or origins`
}

function doubtOrigin(origin: string): string | undefined {
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '')
  return metadataAddresses.includes(host)
    ? `${origin} is where clouds hand out credentials: leave it out`
    : undefined
}
