import { createHash } from 'node:crypto'
import { UNIX_PEER } from 'latchkey-connect/internal'
import { createNetworkList } from '../../networks/network-list.ts'
import { parseNodeAddress, toPlainAddress } from '../../networks/plain-address.ts'

/** What proxies say about the request that they pass on. Only the first is ever read, from a trusted one. */
export const FORWARDING: readonly string[] = [
  'x-forwarded-for',
  'forwarded',
  'x-real-ip',
  'x-forwarded-proto',
  'x-forwarded-host',
]

/** The most proxies in a row that are followed. */
const MAX_HOPS = 16

/** Who sent a request, as far as the connection and the trusted proxies tell. */
export interface Sender {
  /**
   * The address that counts: the client's or the peer's, `unix`, or `unknown` if the host app passed none. A
   * client whose address cannot be read has a digest of what stood there.
   */
  readonly address: string
  /** The address of the connection's other end, `unix`, or `unknown`. */
  readonly peer: string
  readonly viaTrustedProxy: boolean
  /** What became of `X-Forwarded-For`: only a trusted proxy's is read. */
  readonly forwarded: 'not_trusted' | 'read' | 'absent' | 'unreadable'
  /** The entry that could not be read. */
  readonly unreadable?: string
}

export type SenderReader = (
  remoteAddress: string | undefined,
  header: (name: string) => string | undefined,
) => Sender

/**
 * Decides the client's address: the peer's or, behind proxies that the operator trusts, the one that they
 * report.
 */
export function createSenderReader(trustedProxies: readonly string[]): SenderReader {
  const isTrusted = createTrust(trustedProxies)
  return (remoteAddress, header) => {
    const peer = toPlainAddress(remoteAddress ?? '') || 'unknown'
    if (!isTrusted(peer)) return { address: peer, peer, viaTrustedProxy: false, forwarded: 'not_trusted' }
    return {
      address: peer,
      peer,
      viaTrustedProxy: true,
      ...readForwardedFor(header('x-forwarded-for') ?? '', isTrusted),
    }
  }
}

function createTrust(trustedProxies: readonly string[]): (address: string) => boolean {
  const isInNetworks = createNetworkList(trustedProxies.filter((each) => each !== UNIX_PEER))
  const trustsUnix = trustedProxies.includes(UNIX_PEER)
  return (address) => (address === UNIX_PEER ? trustsUnix : isInNetworks(address))
}

/**
 * From right to left: the last entry was written by the nearest proxy; the first untrusted one is the client.
 * If all are trusted, the client is one of them too, and is the farthest.
 */
function readForwardedFor(
  header: string,
  isTrusted: (address: string) => boolean,
): Pick<Sender, 'forwarded' | 'unreadable'> & Partial<Pick<Sender, 'address'>> {
  let farthest: string | undefined
  let hops = 0
  for (let end = header.length; end > 0 && hops < MAX_HOPS; ) {
    const start = header.lastIndexOf(',', end - 1) + 1
    const hop = header.slice(start, end).trim()
    end = start - 1
    // Empty entries of a list count for nothing (RFC 9110 §5.6.1).
    if (hop === '') continue
    hops += 1
    const address = parseNodeAddress(hop)
    if (address === undefined) return { address: toStandIn(hop), forwarded: 'unreadable', unreadable: hop }
    if (!isTrusted(address)) return { address, forwarded: 'read' }
    farthest = address
  }
  return farthest === undefined ? { forwarded: 'absent' } : { address: farthest, forwarded: 'read' }
}

/**
 * Stands for a client whose address cannot be read. Not the proxy's address, with which one guesser would
 * lock out everybody; and no more can be gained by it than by an address, as whoever writes it could write
 * one. A port would make a new client of each connection.
 */
function toStandIn(hop: string): string {
  const digest = createHash('sha256').update(hop.replace(/:\d{1,5}"?$/, ''))
  return `unreadable-${digest.digest('base64url').slice(0, 16)}`
}
