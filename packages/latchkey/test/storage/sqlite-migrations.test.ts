import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { Connection } from '../../src/storage/sqlite/connection.ts'
import { migrate } from '../../src/storage/sqlite/migrate.ts'
import { migrations } from '../../src/storage/sqlite/migrations.ts'
import { openDatabaseFile } from '../../src/storage/sqlite/open-database-file.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { grantWith } from '../../src/testing/storage-contract/examples.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

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

test('a database that a newer version has migrated serves the older one on, if the step says that it may (expand, then contract)', () =>
  inTemporaryFolder(async (folder) => {
    const path = `${folder}/latchkey.db`
    const storage = openSqliteStorage({ path })
    await storage.migrate()
    const adds = { version: 2, title: 'add', worksFrom: 1, sql: 'ALTER TABLE grants ADD COLUMN colour TEXT' }
    const newer = new Connection(openDatabaseFile({ path }))
    expect(await newer.write(() => migrate(newer, [...migrations, adds]))).toMatchObject([{ version: 2 }])
    expect(await storage.migrate()).toEqual([])
    expect(await storage.pendingMigrations()).toEqual([])
    await storage.grants.open(grantWith())
    expect(await storage.grants.find('grant-1')).toEqual(grantWith())
    newer.close()
    await storage.close()
  }))

test('a file from before steps said what works with them is brought up to date like another', () =>
  inTemporaryFolder(async (folder) => {
    const path = `${folder}/latchkey.db`
    const storage = openSqliteStorage({ path })
    await storage.migrate()
    const connection = new Connection(openDatabaseFile({ path }))
    connection.execute('ALTER TABLE latchkey_migrations DROP COLUMN works_from')
    expect(await storage.migrate()).toEqual([])
    const adds = { version: 2, title: 'add', worksFrom: 1, sql: 'ALTER TABLE grants ADD COLUMN colour TEXT' }
    await connection.write(() => migrate(connection, [...migrations, adds]))
    expect(connection.all('SELECT version, works_from FROM latchkey_migrations')).toEqual([
      { version: 1, works_from: null },
      { version: 2, works_from: 1 },
    ])
    connection.close()
    await storage.close()
  }))

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
