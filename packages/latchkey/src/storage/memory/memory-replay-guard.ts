import type { ReplayGuard } from '../../ports/storage.ts'

/** The rows hold the time until which an id is remembered. */
export function memoryReplayGuard(rows: Map<string, number>): ReplayGuard {
  const isRemembered = (id: string, now: number) => now < (rows.get(id) ?? Number.NEGATIVE_INFINITY)

  return {
    async remember(id, expiresAt, now) {
      if (isRemembered(id, now)) return 'seen'
      rows.set(id, expiresAt)
      return 'fresh'
    },

    async has(id, now) {
      return isRemembered(id, now)
    },
  }
}
