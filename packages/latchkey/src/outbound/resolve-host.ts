import { lookup } from 'node:dns/promises'
import { askOnceEach } from 'latchkey-connect/internal'
import type { OutboundLimits } from './outbound-limits.ts'

/** All addresses of a host name. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>

/**
 * Limits the concurrent lookups. The system's resolver cannot be interrupted: a lookup occupies one of the
 * few libuv threads until it ends, even when its request has long timed out. Requests for the same name share
 * one lookup, so that a host with slow name servers occupies at most one thread.
 */
export function boundLookups(resolve: ResolveHost, limits: OutboundLimits): ResolveHost {
  let underWay = 0
  return askOnceEach(
    async (hostname: string) => {
      if (underWay >= limits.lookups) throw new Error(`Not fetched: ${underWay} names are being looked up`)
      underWay += 1
      try {
        return await resolve(hostname)
      } finally {
        underWay -= 1
      }
    },
    (hostname) => hostname,
  )
}

/** The operating system's resolver, including the hosts file. */
export async function resolveBySystem(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address)
}
