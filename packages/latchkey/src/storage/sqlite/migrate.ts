import { createHash } from 'node:crypto'
import type { MigrationStep } from '../../ports/storage.ts'
import type { Connection } from './connection.ts'

interface AppliedRow {
  readonly version: number
  readonly title: string
  readonly checksum: string
}

/** Applies what is pending. Call it inside a write transaction: its lock keeps a second process from doing the same. */
export function migrate(connection: Connection, known: readonly MigrationStep[]): readonly MigrationStep[] {
  const pending = pendingMigrations(connection, known)
  if (pending.length === 0) return []
  connection.execute(
    'CREATE TABLE IF NOT EXISTS latchkey_migrations (version INTEGER PRIMARY KEY, title TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
  )
  for (const migration of pending) {
    connection.execute(migration.sql)
    connection.run(
      'INSERT INTO latchkey_migrations (version, title, checksum) VALUES (:version, :title, :checksum)',
      {
        version: migration.version,
        title: migration.title,
        checksum: checksumOf(migration),
      },
    )
  }
  return pending
}

/** What is not applied yet. Throws when the database has a history that is not ours. */
export function pendingMigrations(
  connection: Connection,
  known: readonly MigrationStep[],
): readonly MigrationStep[] {
  const applied = appliedMigrations(connection)
  for (const row of applied) requireSameStep(row, known)
  const versions = new Set(applied.map((row) => row.version))
  return known.filter((migration) => !versions.has(migration.version))
}

function appliedMigrations(connection: Connection): readonly AppliedRow[] {
  const tables = connection
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .map((table) => table.name)
  if (tables.includes('latchkey_migrations')) {
    return connection.all<AppliedRow>(
      'SELECT version, title, checksum FROM latchkey_migrations ORDER BY version',
    )
  }
  if (tables.length > 0) {
    throw new Error(
      `The database holds tables that are not Latchkey's (${tables.slice(0, 3).join(', ')}). Give Latchkey a file of its own`,
    )
  }
  return []
}

function requireSameStep(row: AppliedRow, known: readonly MigrationStep[]): void {
  const migration = known.find(({ version }) => version === row.version)
  if (migration === undefined) {
    throw new Error(
      `The database is newer than this version of Latchkey: it has migration ${row.version} ("${row.title}"). Install the version that made it, or a later one`,
    )
  }
  if (checksumOf(migration) !== row.checksum) {
    throw new Error(
      `Migration ${row.version} ("${row.title}") was applied to this database with another content than it has now. A published migration must not be edited: restore it, and add a new one`,
    )
  }
}

function checksumOf({ sql }: MigrationStep): string {
  return createHash('sha256').update(sql).digest('base64url')
}
