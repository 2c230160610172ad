import type { SessionStore, StoredSession } from './session-store.ts'
import { openSqliteFile, whenUnlocked } from './sqlite-file.ts'

/**
 * Sessions in one SQLite file, or `:memory:`. Several processes of one machine may use the file at once.
 * @throws Error that names the file and the remedy when it cannot be opened
 */
export function sqliteSessions(path: string): SessionStore {
  const database = openSqliteFile(path)
  const insert = database.prepare(`INSERT INTO latchkey_sessions (key, version, sealed, expires_at)
    VALUES ($key, 1, $sealed, $expiresAt) ON CONFLICT (key) DO NOTHING`)
  const select = database.prepare(`SELECT version, sealed, expires_at AS expiresAt FROM latchkey_sessions
    WHERE key = $key AND expires_at > $now`)
  const exists = database.prepare('SELECT 1 FROM latchkey_sessions WHERE key = $key')
  const update = database.prepare(`UPDATE latchkey_sessions SET version = version + 1, sealed = $sealed,
    expires_at = $expiresAt WHERE key = $key AND version = $from`)
  const remove = database.prepare('DELETE FROM latchkey_sessions WHERE key = $key')
  const removeExpired = database.prepare(`DELETE FROM latchkey_sessions WHERE key IN (
    SELECT key FROM latchkey_sessions WHERE expires_at <= $now LIMIT $limit)`)
  return {
    create: (key, { sealed, expiresAt }) =>
      whenUnlocked(() => (insert.run({ key, sealed, expiresAt }).changes === 1 ? 'created' : 'exists')),
    load: (key, now) =>
      whenUnlocked(() => {
        const row = select.get({ key, now }) as StoredSession | undefined
        return row && { ...row }
      }),
    // A single statement needs no transaction: the second writer finds another version.
    replace: (key, from, { sealed, expiresAt }) =>
      whenUnlocked(() => {
        if (update.run({ key, from, sealed, expiresAt }).changes === 1) return 'replaced'
        return exists.get({ key }) === undefined ? 'gone' : 'changed'
      }),
    remove: (key) => whenUnlocked(() => void remove.run({ key })),
    removeExpired: (now, limit) => whenUnlocked(() => Number(removeExpired.run({ now, limit }).changes)),
    close: async () => {
      if (database.isOpen) database.close()
    },
  }
}
