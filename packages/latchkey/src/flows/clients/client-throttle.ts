import { keepLatest } from 'latchkey-connect/internal'
import type { Caller } from '../../ports/caller.ts'
import { isWithin, type Span } from '../../protocol/is-within.ts'
import { networkOf } from '../../protocol/network-of.ts'
import { Refusal } from '../../protocol/refusal.ts'

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
   * Resolves when the wrong guesses of this address at this client are counted that storage has yet to count;
   * undefined when there are none. Another guess waits for that: those of the same moment are guesses too.
   */
  uncounted(caller: Caller, clientId: string): Promise<unknown> | undefined
  /** Notes a wrong guess that storage has yet to count. @returns what to call when it was counted */
  awaitCount(caller: Caller, clientId: string): () => void
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
  const waiting = new Map<string, Promise<unknown>>()
  return {
    requireOpen(caller, clientId, now) {
      if (blocks.size === 0) return
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
    uncounted: (caller, clientId) =>
      waiting.size === 0 ? undefined : waiting.get(blockKey(caller, clientId)),
    awaitCount(caller, clientId) {
      const key = blockKey(caller, clientId)
      const { promise, resolve } = Promise.withResolvers<void>()
      const all: Promise<unknown> = Promise.all([waiting.get(key), promise])
      waiting.set(key, all)
      // Before those who wait go on, as it is the first to ask.
      void all.then(() => waiting.get(key) === all && waiting.delete(key))
      return resolve
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
