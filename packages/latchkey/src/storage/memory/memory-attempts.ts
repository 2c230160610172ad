import type { AttemptStore } from '../../ports/stores/attempt-store.ts'
import { type AttemptWindow, decideAttempt } from '../../protocol/decide-attempt.ts'

export function memoryAttempts(rows: Map<string, AttemptWindow>): AttemptStore {
  return {
    async take(limit, now) {
      const { verdict, window } = decideAttempt(rows.get(limit.key), limit, now)
      if (window !== undefined) rows.set(limit.key, window)
      return verdict
    },

    async giveBack(key, now) {
      const row = rows.get(key)
      if (row !== undefined && now < row.resetsAt && row.count > 0)
        rows.set(key, { ...row, count: row.count - 1 })
    },

    async forget(key) {
      rows.delete(key)
    },
  }
}
