import { createHash } from 'node:crypto'
import type { MigrationStep } from '../ports/storage.ts'

/** A schema step, as a driver knows it. */
export interface Migration extends MigrationStep {
  /**
   * The oldest schema version whose code works with a database that has this step. A step that only adds what
   * older code does not see names a version older than its own; one that removes what older code uses names
   * its own, or the one before.
   */
  readonly worksFrom: number
}

/** A step as the database remembers it. */
export interface AppliedMigration {
  readonly version: number
  readonly title: string
  readonly checksum: string
  /** Absent from steps applied before it was recorded: those work with nothing older than themselves. */
  readonly works_from?: number | null
}

/**
 * The steps that the database lacks, in order. While nodes are replaced one by one, it may have steps unknown
 * to this version, if they declare that this version works with them.
 * @throws Error when it has a step that this version does not work with, or one edited since.
 */
export function decidePending<Known extends Migration>(
  known: readonly Known[],
  applied: readonly AppliedMigration[],
): readonly Known[] {
  const newest = known.at(-1)?.version ?? 0
  for (const row of applied) {
    const migration = known.find(({ version }) => version === row.version)
    if (migration !== undefined) requireSameContent(migration, row)
    else requireUsable(row, newest)
  }
  const versions = new Set(applied.map(({ version }) => version))
  return known.filter(({ version }) => !versions.has(version))
}

/** What the database remembers of a step. */
export function checksumOf({ sql }: Pick<MigrationStep, 'sql'>): string {
  return createHash('sha256').update(sql).digest('base64url')
}

/** What callers may see of a step. */
export function toMigrationStep({ version, title, sql }: Migration): MigrationStep {
  return { version, title, sql }
}

function requireUsable(row: AppliedMigration, newest: number): void {
  if ((row.works_from ?? row.version) <= newest) return
  throw new Error(
    `The database is newer than this version of Latchkey: it has migration ${row.version} ("${row.title}"). Install the version that made it, or a later one`,
  )
}

function requireSameContent(migration: Migration, row: AppliedMigration): void {
  if (checksumOf(migration) === row.checksum) return
  throw new Error(
    `Migration ${row.version} ("${row.title}") was applied to this database with another content than it has now. A published migration must not be edited: restore it, and add a new one`,
  )
}
