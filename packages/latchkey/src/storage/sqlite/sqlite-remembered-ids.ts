import type { RememberedIdStore } from '../../ports/stores/remembered-id-store.ts'
import type { Connection } from './connection.ts'

export function sqliteRememberedIds(connection: Connection): RememberedIdStore {
  return {
    remember: (id, expiresAt, now) =>
      connection.write(() => {
        // An expired row counts as none and is overwritten.
        const changed = connection.run(
          `INSERT INTO remembered_ids (id, expires_at) VALUES (:id, :expiresAt)
           ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at WHERE remembered_ids.expires_at <= :now`,
          { id, expiresAt, now },
        )
        return changed === 1 ? 'fresh' : 'seen'
      }),

    async has(id, now) {
      const sql = 'SELECT 1 FROM remembered_ids WHERE id = :id AND :now < expires_at'
      return connection.get(sql, { id, now }) !== undefined
    },
  }
}
