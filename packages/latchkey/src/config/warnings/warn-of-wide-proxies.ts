import { createNetworkList } from '../../networks/network-list.ts'
import type { Report } from '../report.ts'

/** The largest network of one's own is `fc00::/7`. */
const minPrefix = 7

/** Warns about proxies that could be anybody: whom they report is believed (RFC 9700 §4.13). */
export function warnOfWideProxies(trustedProxies: readonly string[], report: Report): void {
  trustedProxies.forEach((network, index) => {
    if (isWide(network))
      report.warning(
        `trustedProxies[${index}]`,
        `${network} holds much of the Internet, and whoever is in it can claim any address by X-Forwarded-For, past all limits by address: name only the addresses of your proxies`,
      )
  })
}

/** Also finds all of IPv4 inside IPv6. */
function isWide(network: string): boolean {
  const prefix = network.split('/')[1]
  if (prefix === undefined) return false
  const isIn = createNetworkList([network])
  return Number(prefix) < minPrefix || (isIn('1.1.1.1') && isIn('9.9.9.9'))
}
