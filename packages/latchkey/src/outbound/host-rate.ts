import { keepLatest } from 'latchkey-connect/internal'
import type { Clock } from '../ports/clock.ts'
import type { OutboundLimits } from './outbound-limits.ts'

/** Counts the requests to each host. */
export interface HostRate {
  /** Throws an `Error` when the host was asked too often. */
  count(host: string): void
}

/** All hosts share one window: when it ends, every count starts anew. */
export function createHostRate(clock: Clock, limits: OutboundLimits): HostRate {
  const { requestsPerHost, windowSeconds, hosts } = limits
  let since = clock.now()
  let counts = new Map<string, number>()
  return {
    count(host) {
      const now = clock.now()
      // A clock that was set back starts a new window too.
      if (Math.abs(now - since) >= windowSeconds) {
        since = now
        counts = new Map()
      }
      const requests = (counts.get(host) ?? 0) + 1
      if (requests > requestsPerHost)
        throw new Error(`Not fetched: ${host} was asked ${requestsPerHost} times in ${windowSeconds} seconds`)
      keepLatest(counts, [host, requests], hosts)
    },
  }
}
