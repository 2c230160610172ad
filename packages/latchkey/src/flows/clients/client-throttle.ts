import { keepLatest } from 'latchkey-connect/internal'
import { networkOf } from '../../protocol/network-of.ts'
import { Refusal } from '../../protocol/refusal.ts'
import type { Caller } from '../caller.ts'

/**
 * Which addresses are told to wait because of what they presented for a client: wrong credentials, unknown
 * tokens.
 */
export interface ClientThrottle {
  /** @throws Refusal `too_many_attempts` while this address is blocked for this client, or for all. */
  requireOpen(caller: Caller, clientId: string, now: number): void
  /** Blocks this address for this client, or without one for all; other addresses are not affected. */
  block(caller: Caller, clientId: string | undefined, until: number): void
}

/**
 * The oldest block is forgotten when there are more: the counter in storage blocks again after the next
 * failure.
 */
const MOST_BLOCKS = 10_000

/**
 * Remembers in memory whom the attempt counter has found exhausted, so that it can be asked before every
 * verification without a read of storage.
 */
export function createClientThrottle(): ClientThrottle {
  const blocks = new Map<string, number>()
  return {
    requireOpen(caller, clientId, now) {
      for (const key of [blockKey(caller, clientId), blockKey(caller)]) {
        const until = blocks.get(key)
        if (until === undefined) continue
        if (now < until) refuseFor(until - now)
        blocks.delete(key)
      }
    },
    block(caller, clientId, until) {
      keepLatest(blocks, [blockKey(caller, clientId), until], MOST_BLOCKS)
    },
  }
}

function blockKey(caller: Caller, clientId = ''): string {
  return `${networkOf(caller.address)} ${clientId}`
}

function refuseFor(seconds: number): never {
  throw new Refusal('too_many_attempts', {
    description: `Too many failed attempts for this client; try again in ${seconds} seconds`,
    retryAfterSeconds: seconds,
  })
}
