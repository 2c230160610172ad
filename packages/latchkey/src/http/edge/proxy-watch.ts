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
 * know: all people then share its address, and with it their limits. Anybody can send such a header from a
 * public address, so that one has a line of its own, which does not use up the other; with some proxies named
 * it is no news.
 */
export function createProxyWatch(
  trustedProxies: readonly string[],
  logger: Logger,
): (passage: Passage) => void {
  const told = new Set<Finding['about']>()
  return (passage) => {
    if (told.has('proxy')) return
    const name = FORWARDING.find((each) => passage.header(each) !== undefined)
    if (name === undefined) return
    const finding = findingOf(passage, name, trustedProxies)
    if (finding === undefined || told.has(finding.about)) return
    told.add(finding.about)
    logger.warn({ peer: passage.address, header: name }, finding.words)
  }
}

interface Finding {
  readonly about: 'proxy' | 'stranger'
  readonly words: string
}

function findingOf(passage: Passage, name: string, trustedProxies: readonly string[]): Finding | undefined {
  const { address, viaTrustedProxy } = passage
  const isStranger = !viaTrustedProxy && isIP(address) !== 0 && isPublicAddress(address)
  if (!isStranger) {
    const words = wordsAboutProxy(passage, name)
    return words === undefined ? undefined : { about: 'proxy', words }
  }
  if (trustedProxies.length > 0) return undefined
  const words = `A request from the public address ${address} came with ${name}, which is not read. Anybody can send that; only if ${address} is a proxy of yours, name it in trustedProxies`
  return { about: 'stranger', words }
}

function wordsAboutProxy({ address, viaTrustedProxy, header }: Passage, name: string): string | undefined {
  if (viaTrustedProxy)
    return header('x-forwarded-for') === undefined
      ? `The proxy ${address} says nothing in X-Forwarded-For, and ${name} is not read: limits count its address for everybody. Let it send X-Forwarded-For`
      : undefined
  if (isIP(address) === 0)
    return `Requests come with ${name}, but without the address of their peer: limits count all people as one. Pass { remoteAddress } to fetch, and name the proxy in trustedProxies`
  return `A request from ${address} came with ${name}, which is not read: trustedProxies does not name that address. If it is your proxy, limits count its address for everybody: set trustedProxies: ['${address}']`
}
