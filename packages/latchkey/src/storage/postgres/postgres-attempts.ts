import type { AttemptStore } from '../../ports/stores/attempt-store.ts'
import {
  type AttemptLimit,
  type AttemptVerdict,
  type AttemptWindow,
  decideAttempt,
} from '../../protocol/decide-attempt.ts'
import { type AttemptRow, attemptTable } from '../rows/attempt-row.ts'
import { batchOf } from './batch.ts'
import type { Database } from './database.ts'
import { findByKey } from './find-by-key.ts'
import { settle } from './settle.ts'
import { writeBatch } from './write-batch.ts'

type Attempt = AttemptLimit & { readonly now: number }

export function postgresAttempts(database: Database): AttemptStore {
  const { take, giveBack, forget } = hotWrites(database)
  const find = findByKey(database, attemptTable, 'key')

  return {
    take: (limit, now) =>
      settle(async () => {
        const row = limit.limit > 0 ? await take({ ...limit, now }) : undefined
        if (row === undefined) return whyNotCounted(await find(limit.key), limit, now)
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
  // Call values with no column in the table, found by the position of the key in the batch.
  const own = (parameter: number) => `($${parameter}::bigint[])[array_position($1::text[], excluded.key)]`
  // As `decideAttempt` has it. A new window, which is in `excluded`, would end that much later.
  const isOpen = `(t.resets_at > ${own(4)} AND t.resets_at < excluded.resets_at + ${own(3)})`
  return {
    take: writeBatch<Attempt, AttemptRow>(database, {
      label: 'take_attempts',
      text: `INSERT INTO ${attempts} AS t (key, count, resets_at)
        SELECT key, 1, now + seconds
        FROM ${batchOf({ key: 'text', most: 'bigint', seconds: 'bigint', now: 'bigint' })}
        ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN ${isOpen} THEN t.count + 1 ELSE 1 END,
          resets_at = CASE WHEN ${isOpen} THEN t.resets_at ELSE excluded.resets_at END
        WHERE NOT ${isOpen} OR t.count < ${own(2)}
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

/** Why an attempt was not counted; undefined if it would be now. */
function whyNotCounted(
  found: AttemptWindow | undefined,
  limit: AttemptLimit,
  now: number,
): AttemptVerdict | undefined {
  const { verdict, window } = decideAttempt(found, limit, now)
  return window === undefined ? verdict : undefined
}
