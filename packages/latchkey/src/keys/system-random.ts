import type { Random } from '../ports/random.ts'

const POOL_BYTES = 4096

const pool = new Uint8Array(POOL_BYTES)
let used = POOL_BYTES

/**
 * The system's CSPRNG, read for some hundred ids at a time, because 16 bytes cost as much as 4,096. Bytes
 * that were handed out are wiped from the pool.
 */
export const systemRandom: Random = {
  bytes(count) {
    if (count > POOL_BYTES / 4) return crypto.getRandomValues(new Uint8Array(count))
    if (used + count > POOL_BYTES) {
      crypto.getRandomValues(pool)
      used = 0
    }
    const bytes = pool.slice(used, used + count)
    pool.fill(0, used, used + count)
    used += count
    return bytes
  },
}
