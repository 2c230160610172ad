import type { AttemptStore } from '../../ports/storage.ts'
import type { AttemptWindow } from '../../ports/stored-records.ts'

export function memoryAttempts(rows: Map<string, AttemptWindow>): AttemptStore {
  return {
    async take({ key, limit, windowSeconds }, now) {
      const row = rows.get(key)
      const window =
        row !== undefined && now < row.resetsAt ? row : { count: 0, resetsAt: now + windowSeconds }
      if (window.count >= limit) return { outcome: 'exhausted', remaining: 0, resetsAt: window.resetsAt }
      const count = window.count + 1
      rows.set(key, { key, count, resetsAt: window.resetsAt })
      return { outcome: 'allowed', remaining: limit - count, resetsAt: window.resetsAt }
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
