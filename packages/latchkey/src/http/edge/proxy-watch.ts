import { isIP } from 'node:net'
import { UNIX_PEER } from 'latchkey-connect/internal'
import { isPublicAddress } from '../../networks/is-public-address.ts'
import type { Logger } from '../../ports/logger.ts'
import { toPrintableText } from '../../protocol/printable-text.ts'
import { FORWARDING, type Sender } from './client-address.ts'

/** Looking for headers costs something for each request, so it is done for these first ones … */
const FIRST_REQUESTS = 1000
/** … and for one of so many after them: a proxy may come later. */
const ONE_IN = 128

/** Where a request came from, and its headers. */
interface Passage extends Sender {
  readonly header: (name: string) => string | undefined
}

interface Finding {
  readonly about: 'proxy' | 'stranger' | 'unreadable'
  readonly words: string
  /** The header by which it was noticed. */
  readonly name?: string | undefined
}

/**
 * Logs one line, once in a process, when a proxy seems to be in front of us that the configuration does not
 * know, or that does not say who called: all people then share its address, and with it their limits. Anybody
 * can send such a header from a public address, so that one has a line of its own, which does not use up the
 * other; with some proxies named it is no news.
 */
export function createProxyWatch(
  trustedProxies: readonly string[],
  logger: Logger,
): (sender: Sender, header: Passage['header']) => void {
  const told = new Set<Finding['about']>()
  const isLookedAt = createSampler()
  return (sender, header) => {
    // The usual case behind a proxy, and it costs nothing.
    if (sender.forwarded === 'read') return
    const isUnreadable = sender.forwarded === 'unreadable'
    if (told.has(isUnreadable ? 'unreadable' : 'proxy') || !(isUnreadable || isLookedAt())) return
    const finding = isUnreadable ? aboutUnreadable(sender) : findingOf({ ...sender, header }, trustedProxies)
    if (finding === undefined || told.has(finding.about)) return
    told.add(finding.about)
    const { words, name } = finding
    logger.warn({ peer: sender.peer, ...(name !== undefined && { header: name }) }, words)
  }
}

function createSampler(): () => boolean {
  let seen = 0
  return () => {
    seen += 1
    return seen <= FIRST_REQUESTS || seen % ONE_IN === 0
  }
}

/** Whoever wrote it is trusted, and no client of ours can write there. */
function aboutUnreadable({ unreadable = '' }: Sender): Finding {
  const words = `A proxy in trustedProxies wrote ${toPrintableText(unreadable, 100)} into X-Forwarded-For, which is no address: limits count whoever has the same text there as one. Let it write the address of its peer`
  return { about: 'unreadable', words, name: 'x-forwarded-for' }
}

function findingOf(passage: Passage, trustedProxies: readonly string[]): Finding | undefined {
  const name = FORWARDING.find((each) => passage.header(each) !== undefined)
  if (passage.viaTrustedProxy) return aboutSilence(passage, name)
  if (passage.peer === UNIX_PEER) return aboutUnixSocket
  if (name === undefined) return undefined
  const { peer: address } = passage
  if (isIP(address) === 0) {
    const words = `Requests come with ${name}, but without the address of their peer: limits count all people as one. Pass { remoteAddress } to fetch, and name the proxy in trustedProxies`
    return { about: 'proxy', words, name }
  }
  return isPublicAddress(address)
    ? aboutStranger(address, name, trustedProxies)
    : {
        about: 'proxy',
        words: `A request from ${address} came with ${name}, which is not read: trustedProxies does not name that address. If it is your proxy, limits count its address for everybody: set trustedProxies: ['${address}']`,
        name,
      }
}

/** Nobody's browser calls by a UNIX socket. */
const aboutUnixSocket: Finding = {
  about: 'proxy',
  words: `Requests come by a UNIX socket, so from a proxy, and its X-Forwarded-For is not read: limits count all people as one. Set trustedProxies: ['unix']`,
}

function aboutStranger(
  address: string,
  name: string,
  trustedProxies: readonly string[],
): Finding | undefined {
  if (trustedProxies.length > 0) return undefined
  const words = `A request from the public address ${address} came with ${name}, which is not read. Anybody can send that; only if ${address} is a proxy of yours, name it in trustedProxies`
  return { about: 'stranger', words, name }
}

/** A health check or a program beside us has nobody to report, but a browser has come from somewhere. */
function aboutSilence({ peer, header }: Passage, name: string | undefined): Finding | undefined {
  const isOfBrowser = header('sec-fetch-site') !== undefined
  if (name === undefined && !isOfBrowser) return undefined
  const instead = name === undefined || name === 'x-forwarded-for' ? '' : `, and ${name} is not read`
  const words = `The proxy ${peer} says nothing in X-Forwarded-For${instead}: limits count its address for everybody. Let it send X-Forwarded-For`
  return { about: 'proxy', words, name }
}
