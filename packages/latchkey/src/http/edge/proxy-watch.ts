import { isIP } from 'node:net'
import { isPublicAddress } from '../../networks/is-public-address.ts'
import type { Logger } from '../../ports/logger.ts'

/** What proxies say about the request that they pass on. Only the first is ever read, from a trusted one. */
const FORWARDING = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-proto', 'x-forwarded-host']

/** Where a request came from, and its headers. */
interface Passage {
  /**
   * The peer's address, or the client's if a trusted proxy reported it; `unknown` if the host app passed
   * none.
   */
  readonly address: string
  readonly viaTrustedProxy: boolean
  readonly header: (name: string) => string | undefined
}

/**
 * Logs one line, once in a process, when a proxy seems to be in front of us that the configuration does not
 * know: all people then share its address, and with it their limits. With some proxies named, a stranger's
 * header is an attempt and no news, so only private addresses count.
 */
export function createProxyWatch(
  trustedProxies: readonly string[],
  logger: Logger,
): (passage: Passage) => void {
  let warned = false
  return (passage) => {
    if (warned) return
    const name = FORWARDING.find((each) => passage.header(each) !== undefined)
    if (name === undefined) return
    const words = findingOf(passage, name, trustedProxies)
    if (words === undefined) return
    warned = true
    logger.warn({ peer: passage.address, header: name }, words)
  }
}

function findingOf(
  { address, viaTrustedProxy, header }: Passage,
  name: string,
  trustedProxies: readonly string[],
): string | undefined {
  if (viaTrustedProxy)
    return header('x-forwarded-for') === undefined
      ? `The proxy ${address} says nothing in X-Forwarded-For, and ${name} is not read: limits count its address for everybody. Let it send X-Forwarded-For`
      : undefined
  if (isIP(address) === 0)
    return `Requests come with ${name}, but without the address of their peer: limits count all people as one. Pass { remoteAddress } to fetch, and name the proxy in trustedProxies`
  if (trustedProxies.length > 0 && isPublicAddress(address)) return undefined
  return `A request from ${address} came with ${name}, which is not read: trustedProxies does not name that address. If it is your proxy, limits count its address for everybody: set trustedProxies: ['${address}']`
}
