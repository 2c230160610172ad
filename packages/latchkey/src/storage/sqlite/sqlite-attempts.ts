import type { AttemptStore } from '../../ports/stores/attempt-store.ts'
import { decideAttempt } from '../../protocol/decide-attempt.ts'
import { type AttemptRow, attemptTable, fromAttemptRow, toAttemptRow } from '../rows/attempt-row.ts'
import type { Connection } from './connection.ts'
import { insertInto } from './write-row.ts'

const UPSERT = `${insertInto(attemptTable)}
  ON CONFLICT (key) DO UPDATE SET count = excluded.count, resets_at = excluded.resets_at`

export function sqliteAttempts(connection: Connection): AttemptStore {
  return {
    take: (limit, now) =>
      connection.write(() => {
        const row = connection.get<AttemptRow>('SELECT * FROM attempts WHERE key = :key', { key: limit.key })
        const { verdict, window } = decideAttempt(row && fromAttemptRow(row), limit, now)
        if (window !== undefined) connection.run(UPSERT, toAttemptRow(window))
        return verdict
      }),

    async giveBack(key, now) {
      const sql = 'UPDATE attempts SET count = count - 1 WHERE key = :key AND :now < resets_at AND count > 0'
      await connection.write(() => connection.run(sql, { key, now }))
    },

    async forget(key) {
      await connection.write(() => connection.run('DELETE FROM attempts WHERE key = :key', { key }))
    },
  }
}
