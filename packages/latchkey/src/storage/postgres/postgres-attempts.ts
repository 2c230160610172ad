import type { AttemptLimit, AttemptStore, AttemptVerdict } from '../../ports/storage.ts'
import type { AttemptWindow } from '../../ports/stored-records.ts'
import { type AttemptRow, fromAttemptRow, toAttemptRow } from '../rows/attempt-row.ts'
import type { Database } from './database.ts'
import { findByKey } from './find-by-key.ts'
import { settle } from './settle.ts'
import { batchOf, type Table } from './table.ts'
import { writeBatch } from './write-batch.ts'

type Attempt = AttemptLimit & { readonly now: number }

export const attemptTable: Table<AttemptWindow, AttemptRow> = {
  name: 'attempts',
  key: ['key'],
  columns: { key: 'text', count: 'bigint', resets_at: 'bigint' },
  toRow: toAttemptRow,
  fromRow: fromAttemptRow,
}

export function postgresAttempts(database: Database): AttemptStore {
  const { take, giveBack, forget } = hotWrites(database)
  const find = findByKey(database, attemptTable, 'key')

  return {
    take: (limit, now) =>
      settle(async () => {
        const row = limit.limit > 0 ? await take({ ...limit, now }) : undefined
        if (row === undefined) return judge(await find(limit.key), limit, now)
        return { outcome: 'allowed', remaining: limit.limit - row.count, resetsAt: row.resets_at }
      }),

    async giveBack(key, now) {
      await giveBack({ key, now })
    },

    async forget(key) {
      await forget({ key })
    },
  }
}

function hotWrites(database: Database) {
  const attempts = `${database.schema}.attempts`
  const keyOf = ({ key }: { readonly key: string }) => key
  // What a caller brings and the table has no column for, found by the place of its key in the batch.
  const own = (parameter: number) => `($${parameter}::bigint[])[array_position($1::text[], excluded.key)]`
  return {
    take: writeBatch<Attempt, AttemptRow>(database, {
      label: 'take_attempts',
      text: `INSERT INTO ${attempts} AS t (key, count, resets_at)
        SELECT key, 1, now + seconds
        FROM ${batchOf({ key: 'text', most: 'bigint', seconds: 'bigint', now: 'bigint' })}
        ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN t.resets_at <= ${own(4)} THEN 1 ELSE t.count + 1 END,
          resets_at = CASE WHEN t.resets_at <= ${own(4)} THEN excluded.resets_at ELSE t.resets_at END
        WHERE t.resets_at <= ${own(4)} OR t.count < ${own(2)}
        RETURNING key, count, resets_at`,
      keyOf,
      toValues: ({ key, limit, windowSeconds, now }) => [key, limit, windowSeconds, now],
      keyOfRow: keyOf,
    }),

    giveBack: writeBatch<{ readonly key: string; readonly now: number }, { readonly key: string }>(database, {
      label: 'give_attempts_back',
      text: `UPDATE ${attempts} AS t SET count = t.count - 1 FROM ${batchOf({ key: 'text', now: 'bigint' })}
        WHERE t.key = s.key AND s.now < (CASE WHEN t.count > 0 THEN t.resets_at END) RETURNING t.key`,
      keyOf,
      toValues: ({ key, now }) => [key, now],
      keyOfRow: keyOf,
    }),

    forget: writeBatch<{ readonly key: string }, { readonly key: string }>(database, {
      label: 'forget_attempts',
      text: `DELETE FROM ${attempts} AS t USING ${batchOf({ key: 'text' })} WHERE t.key = s.key RETURNING t.key`,
      keyOf,
      toValues: ({ key }) => [key],
      keyOfRow: keyOf,
    }),
  }
}

/** Why an attempt was not counted; undefined when it would be now. */
function judge(
  found: AttemptWindow | undefined,
  { limit, windowSeconds }: AttemptLimit,
  now: number,
): AttemptVerdict | undefined {
  const open = found !== undefined && now < found.resetsAt ? found : undefined
  if ((open?.count ?? 0) < limit) return undefined
  return { outcome: 'exhausted', remaining: 0, resetsAt: open?.resetsAt ?? now + windowSeconds }
}
