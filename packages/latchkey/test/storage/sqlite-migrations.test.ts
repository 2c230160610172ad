import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

/** Opens a file on which the SQL has been run, after it was migrated unless `isNew`. */
async function inFileWith(sql: string, { isNew }: { isNew: boolean }, message: RegExp): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const path = `${folder}/latchkey.db`
    const storage = openSqliteStorage({ path })
    if (!isNew) await storage.migrate()
    const other = new DatabaseSync(path)
    other.exec(sql)
    const schemaOf = () => other.prepare('SELECT * FROM sqlite_schema').all()
    const before = schemaOf()
    await expect(storage.migrate()).rejects.toThrow(message)
    await expect(storage.pendingMigrations()).rejects.toThrow(message)
    expect(schemaOf()).toEqual(before)
    other.close()
    await storage.close()
  })
}

test('a database that a newer version has migrated is refused, and named', () =>
  inFileWith(
    "INSERT INTO latchkey_migrations VALUES (999, 'shard the moon', 'x', 2)",
    { isNew: false },
    /newer than this version of Latchkey: it has migration 999 \("shard the moon"\)\. Install/,
  ))

test('a migration that was edited after it was applied is refused', () =>
  inFileWith(
    "UPDATE latchkey_migrations SET checksum = 'another'",
    { isNew: false },
    /Migration 1 \("create the tables"\) was applied .* must not be edited/,
  ))

test('a database with tables of somebody else is refused before anything is changed', () =>
  inFileWith(
    'CREATE TABLE orders (id)',
    { isNew: true },
    /not Latchkey's \(orders\)\. Give Latchkey a file of its own/,
  ))
