import type { RememberedId } from '../../ports/stored-records.ts'
import type { RememberedIdStore } from '../../ports/stores/remembered-id-store.ts'
import { rememberedIdTable } from '../rows/remembered-id-row.ts'
import { batchOf } from './batch.ts'
import type { Database } from './database.ts'
import { findByKey } from './find-by-key.ts'
import { writeBatch } from './write-batch.ts'

export function postgresRememberedIds(database: Database): RememberedIdStore {
  const find = findByKey(database, rememberedIdTable)
  const remember = writeBatch<RememberedId & { readonly now: number }, { readonly id: string }>(database, {
    label: 'remember_ids',
    // An expired row counts as none and is overwritten. `now` is the caller's, not a column of the table.
    text: `INSERT INTO ${database.schema}.remembered_ids AS t (id, expires_at)
      SELECT id, expires_at FROM ${batchOf({ id: 'text', expires_at: 'bigint', now: 'bigint' })}
      ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
      WHERE t.expires_at <= ($3::bigint[])[array_position($1::text[], excluded.id)]
      RETURNING id`,
    keyOf: ({ id }) => id,
    toValues: ({ id, expiresAt, now }) => [id, expiresAt, now],
    keyOfRow: ({ id }) => id,
  })

  return {
    async remember(id, expiresAt, now) {
      return (await remember({ id, expiresAt, now })) === undefined ? 'seen' : 'fresh'
    },

    async has(id, now) {
      const found = await find(id)
      return found !== undefined && now < found.expiresAt
    },
  }
}
