import { keepLatest } from 'latchkey-connect/internal'
import { isWithin, type Span } from '../../protocol/is-within.ts'
import { networkOf } from '../../protocol/network-of.ts'
import { Refusal } from '../../protocol/refusal.ts'
import type { Caller } from '../caller.ts'

/**
 * Addresses that must wait because of what they presented for a client: wrong credentials, unknown tokens.
 */
export interface ClientThrottle {
  /**
   * Requires that the address is not blocked for this client, or for all. @throws Refusal `too_many_attempts`
   */
  requireOpen(caller: Caller, clientId: string, now: number): void
  /** Blocks this address for this client, or for all when none is given; other addresses are not affected. */
  block(caller: Caller, clientId: string | undefined, span: Span): void
  /**
   * Notes a wrong guess that storage has yet to count. While `limit` of them wait, this address is refused
   * for this client: guesses of the same moment are guesses too.
   * @returns what to call when it was counted
   */
  awaitCount(caller: Caller, clientId: string, limit: number): () => void
}

/**
 * The maximum number of blocks; beyond that, the oldest is forgotten, and the counter in storage blocks again
 * after the next failure.
 */
const MAX_BLOCKS = 10_000

/**
 * Remembers in memory which addresses have used up their attempts, so that every verification can check this
 * first without reading storage.
 */
export function createClientThrottle(): ClientThrottle {
  const blocks = new Map<string, Span>()
  const waiting = new Map<string, { count: number; readonly limit: number }>()
  return {
    requireOpen(caller, clientId, now) {
      if (blocks.size + waiting.size === 0) return
      const guesses = waiting.get(blockKey(caller, clientId))
      if (guesses !== undefined && guesses.count >= guesses.limit) refuseFor(1)
      for (const key of [blockKey(caller, clientId), blockKey(caller)]) {
        const span = blocks.get(key)
        if (span === undefined) continue
        if (isWithin(span, now)) refuseFor(span.until - now)
        blocks.delete(key)
      }
    },
    block(caller, clientId, span) {
      keepLatest(blocks, [blockKey(caller, clientId), span], MAX_BLOCKS)
    },
    awaitCount(caller, clientId, limit) {
      const key = blockKey(caller, clientId)
      const guesses = waiting.get(key) ?? { count: 0, limit }
      guesses.count += 1
      waiting.set(key, guesses)
      return () => {
        guesses.count -= 1
        if (guesses.count === 0) waiting.delete(key)
      }
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
