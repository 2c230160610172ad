import type { RememberedId } from '../../ports/stored-records.ts'
import type { RememberedIdStore } from '../../ports/stores/remembered-id-store.ts'

export function memoryRememberedIds(rows: Map<string, RememberedId>): RememberedIdStore {
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
