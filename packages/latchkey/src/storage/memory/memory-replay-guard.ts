import type { ReplayGuard } from '../../ports/storage.ts'
import type { RememberedId } from '../../ports/stored-records.ts'

export function memoryReplayGuard(rows: Map<string, RememberedId>): ReplayGuard {
  const isRemembered = (id: string, now: number) =>
    now < (rows.get(id)?.expiresAt ?? Number.NEGATIVE_INFINITY)

  return {
    async remember(id, expiresAt, now) {
      if (isRemembered(id, now)) return 'seen'
      rows.set(id, { id, expiresAt })
      return 'fresh'
    },

    async has(id, now) {
      return isRemembered(id, now)
    },
  }
}
