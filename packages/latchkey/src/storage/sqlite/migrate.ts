import type { MigrationStep } from '../../ports/storage.ts'
import {
  type AppliedMigration,
  checksumOf,
  decidePending,
  type Migration,
  toMigrationStep,
} from '../migration-plan.ts'
import type { Connection } from './connection.ts'

const CREATE_RECORD = `
  CREATE TABLE IF NOT EXISTS latchkey_migrations (
    version INTEGER PRIMARY KEY, title TEXT NOT NULL, checksum TEXT NOT NULL, works_from INTEGER
  ) STRICT`

const REMEMBER = `
  INSERT INTO latchkey_migrations (version, title, checksum, works_from)
  VALUES (:version, :title, :checksum, :worksFrom)`

/**
 * Applies what is pending. Call it inside a write transaction: its lock keeps a second process from doing the
 * same.
 */
export function migrate(connection: Connection, known: readonly Migration[]): readonly MigrationStep[] {
  const pending = decidePending(known, appliedMigrations(connection))
  if (pending.length === 0) return []
  connection.execute(CREATE_RECORD)
  addWorksFrom(connection)
  for (const migration of pending) {
    const { version, title, sql, worksFrom } = migration
    connection.execute(sql)
    connection.run(REMEMBER, { version, title, worksFrom, checksum: checksumOf(migration) })
  }
  return pending.map(toMigrationStep)
}

/** What is not applied yet. Throws when the database's history is not ours. */
export function pendingMigrations(
  connection: Connection,
  known: readonly Migration[],
): readonly MigrationStep[] {
  return decidePending(known, appliedMigrations(connection)).map(toMigrationStep)
}

function appliedMigrations(connection: Connection): readonly AppliedMigration[] {
  const tables = connection
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .map((table) => table.name)
  if (tables.includes('latchkey_migrations')) {
    // All columns: a file made by 0.1 has no `works_from`.
    return connection.all<AppliedMigration>('SELECT * FROM latchkey_migrations ORDER BY version')
  }
  if (tables.length > 0) {
    const file = connection.get<{ file: string }>('PRAGMA database_list')?.file
    throw new Error(
      `The database ${file} holds tables that are not Latchkey's (${tables.slice(0, 3).join(', ')}). Give Latchkey a file of its own`,
    )
  }
  return []
}

function addWorksFrom(connection: Connection): void {
  const columns = connection.all<{ name: string }>('PRAGMA table_info(latchkey_migrations)')
  if (columns.some(({ name }) => name === 'works_from')) return
  connection.execute('ALTER TABLE latchkey_migrations ADD COLUMN works_from INTEGER')
}
