import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Migration } from '../../src/storage/migration-plan.ts'
import { Connection } from '../../src/storage/sqlite/connection.ts'
import { migrate } from '../../src/storage/sqlite/migrate.ts'
import { migrations } from '../../src/storage/sqlite/migrations.ts'
import { openDatabaseFile } from '../../src/storage/sqlite/open-database-file.ts'
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts'
import { consentOf } from '../../src/testing/storage-contract/contract-case.ts'
import { grantWith } from '../../src/testing/storage-contract/examples.ts'
import {
  clientsOfAnEarlierVersion,
  clientsWithoutSecretTexts,
} from '../fixtures/clients-of-an-earlier-version.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

const newest = migrations.length
const adds: Migration = {
  version: newest + 1,
  title: 'add',
  worksFrom: 1,
  sql: 'ALTER TABLE grants ADD COLUMN colour TEXT',
}

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
    "INSERT INTO latchkey_migrations VALUES (999, 'shard the moon', 'x', 999)",
    { isNew: false },
    /newer than this version of Latchkey: it has migration 999 \("shard the moon"\)\. Install/,
  ))

test('a database that a newer version has migrated serves the older one on, if the step says that it may (expand, then contract)', () =>
  inTemporaryFolder(async (folder) => {
    const path = `${folder}/latchkey.db`
    const storage = openSqliteStorage({ path })
    await storage.migrate()
    const newer = new Connection(openDatabaseFile({ path }))
    expect(await newer.write(() => migrate(newer, [...migrations, adds]))).toMatchObject([
      { version: newest + 1 },
    ])
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
    await connection.write(() => migrate(connection, [...migrations, adds]))
    expect(connection.all('SELECT version, works_from FROM latchkey_migrations')).toEqual([
      ...migrations.map(({ version }) => ({ version, works_from: null })),
      { version: newest + 1, works_from: 1 },
    ])
    connection.close()
    await storage.close()
  }))

test('grants of the first version are read as they were, and have no trace of what came later', () =>
  inTemporaryFolder(async (folder) => {
    const path = `${folder}/latchkey.db`
    const old = new Connection(openDatabaseFile({ path }))
    await old.write(() => migrate(old, migrations.slice(0, 1)))
    old.execute(`INSERT INTO grants VALUES ('grant-1', 'client-1', 'account-1', 'session-1', '["openid"]',
      '["https://issuer.example"]', NULL, 990, '["pwd"]', NULL, 0, 1000, 1000, 2000, 5000, NULL)`)
    old.close()
    const storage = openSqliteStorage({ path })
    await storage.migrate()
    expect(await storage.grants.find('grant-1')).toEqual(grantWith({ sessionId: 'session-1' }))
    await storage.close()
  }))

test('a consent from before registrations were named is one to a client without, and can be widened', () =>
  inTemporaryFolder(async (folder) => {
    const path = `${folder}/latchkey.db`
    const before = new Connection(openDatabaseFile({ path }))
    await before.write(() => migrate(before, migrations.slice(0, 1)))
    before.execute(`INSERT INTO consents VALUES ('account-1', 'client-1', '["openid"]', '[]', 1000)`)
    before.close()
    const storage = openSqliteStorage({ path })
    await storage.migrate()
    const consent = {
      accountId: 'account-1',
      clientId: 'client-1',
      scopes: ['openid'],
      resources: [],
      grantedAt: 1000,
    }
    expect(await consentOf(storage.consents, 'account-1', 'client-1')).toEqual(consent)
    await storage.consents.remember({ ...consent, scopes: ['email'] })
    expect((await consentOf(storage.consents, 'account-1', 'client-1'))?.scopes).toEqual(['openid', 'email'])
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
    /The database \S+\.db holds tables that are not Latchkey's \(orders\)\. Give Latchkey a file of its own/,
  ))

test('the text of a client secret that an earlier version stored is removed, and nothing else', () =>
  inTemporaryFolder(async (folder) => {
    const path = `${folder}/latchkey.db`
    const connection = new Connection(openDatabaseFile({ path }))
    await connection.write(() => migrate(connection, migrations.slice(0, 1)))
    for (const client of Object.values(clientsOfAnEarlierVersion)) {
      const row = { id: client.clientId, client: JSON.stringify(client) }
      connection.run('INSERT INTO clients (id, client) VALUES (:id, :client)', row)
    }
    const storage = openSqliteStorage({ path })
    await storage.migrate()
    expect(await storage.clients.list({ limit: 9 })).toEqual(clientsWithoutSecretTexts)
    connection.close()
    await storage.close()
  }))
