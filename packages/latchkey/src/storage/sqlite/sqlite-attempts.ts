import type { AttemptLimit, AttemptStore, AttemptVerdict } from '../../ports/storage.ts'
import type { Connection } from './connection.ts'

interface AttemptRow {
  readonly count: number
  readonly resets_at: number
}

export function sqliteAttempts(connection: Connection): AttemptStore {
  return {
    take: (limit, now) => connection.write(() => take(connection, limit, now)),

    async giveBack(key, now) {
      const sql = 'UPDATE attempts SET count = count - 1 WHERE key = :key AND :now < resets_at AND count > 0'
      await connection.write(() => connection.run(sql, { key, now }))
    },

    async forget(key) {
      await connection.write(() => connection.run('DELETE FROM attempts WHERE key = :key', { key }))
    },
  }
}

function take(
  connection: Connection,
  { key, limit, windowSeconds }: AttemptLimit,
  now: number,
): AttemptVerdict {
  const row = connection.get<AttemptRow>(
    'SELECT count, resets_at FROM attempts WHERE key = :key AND :now < resets_at',
    { key, now },
  )
  const resetsAt = row?.resets_at ?? now + windowSeconds
  const before = row?.count ?? 0
  if (before >= limit) return { outcome: 'exhausted', remaining: 0, resetsAt }
  const count = before + 1
  connection.run(
    `INSERT INTO attempts (key, count, resets_at) VALUES (:key, :count, :resetsAt)
     ON CONFLICT (key) DO UPDATE SET count = excluded.count, resets_at = excluded.resets_at`,
    { key, count, resetsAt },
  )
  return { outcome: 'allowed', remaining: limit - count, resetsAt }
}
