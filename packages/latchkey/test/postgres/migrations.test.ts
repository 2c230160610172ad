import { Pool } from 'pg'
import { describe, expect, test } from 'vitest'
import { openPostgresStorage } from '../../src/index.ts'
import type { Migration } from '../../src/storage/migration-plan.ts'
import { openStorage } from '../../src/storage/open-storage.ts'
import { Database } from '../../src/storage/postgres/database.ts'
import { toMigrating } from '../../src/storage/postgres/migrate.ts'
import { migrations } from '../../src/storage/postgres/migrations.ts'
import { grantWith } from '../../src/testing/storage-contract/examples.ts'
import {
  clientsOfAnEarlierVersion,
  clientsWithoutSecretTexts,
} from '../fixtures/clients-of-an-earlier-version.ts'
import { countedPool } from './counted-pool.ts'
import { useFreshDatabase } from './fresh-database.ts'

const database = useFreshDatabase()
let count = 0

/** A schema of its own for each test. */
function newSchema(): string {
  count += 1
  return `migrated_${count}`
}

const newest = migrations.length
const adds: Migration = {
  version: newest + 1,
  title: 'add a column',
  worksFrom: 1,
  sql: 'ALTER TABLE {schema}.grants ADD COLUMN colour text',
}
const takesAway: Migration = {
  version: newest + 2,
  title: 'drop a column',
  worksFrom: newest + 1,
  sql: 'ALTER TABLE {schema}.grants DROP COLUMN acr',
}

/** The migrations of a version that has these steps besides today's. */
function versionWith(schema: string, ...steps: Migration[]) {
  return toMigrating(new Database(database.pool, schema), [...migrations, ...steps])
}

describe('migrations', () => {
  test('of eight nodes that start at once one makes the schema, and the others wait for it', async () => {
    const url = `${database.url}?schema=${newSchema()}`
    const nodes = await Promise.all(Array.from({ length: 8 }, () => openStorage(url)))
    const applied = await Promise.all(nodes.map((node) => node.migrate()))
    expect(applied.filter((steps) => steps.length > 0)).toHaveLength(1)
    expect(await Promise.all(nodes.map((node) => node.grants.find('nobody')))).toEqual(
      Array(8).fill(undefined),
    )
    await Promise.all(nodes.map((node) => node.close()))
  })

  test('are shown as the SQL that would run, schema and all, and showing them changes nothing', async () => {
    const schema = newSchema()
    const storage = openPostgresStorage({ pool: database.pool, schema })
    const pending = await storage.pendingMigrations()
    expect(pending.map(({ version, title }) => [version, title])).toEqual(
      migrations.map(({ version, title }) => [version, title]),
    )
    expect(pending[0]?.sql).toContain(`CREATE SCHEMA "${schema}"`)
    for (const { sql } of pending) expect(sql).not.toContain('{schema}')
    const { rows } = await database.pool.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema])
    expect(rows).toEqual([])
    expect(await storage.migrate()).toEqual(pending)
    expect(await storage.pendingMigrations()).toEqual([])
  })

  test('that are all applied take no lock and write nothing, so a user who may only use the tables can start', async () => {
    const schema = newSchema()
    await openPostgresStorage({ pool: database.pool, schema }).migrate()
    await database.pool.query(`CREATE ROLE ${schema} LOGIN PASSWORD 'humble'`)
    await database.pool.query(`GRANT USAGE ON SCHEMA ${schema} TO ${schema}`)
    await database.pool.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${schema}`,
    )
    const url = new URL(database.url)
    url.username = schema
    url.password = 'humble'
    const own = new Pool({ connectionString: url.href })
    const counted = countedPool(own)
    const storage = openPostgresStorage({ pool: counted.pool, schema })
    expect(await storage.migrate()).toEqual([])
    expect(counted.statements.every((text) => text.startsWith('SELECT'))).toBe(true)
    expect(await storage.grants.open(grantWith())).toBe('opened')
    await storage.close()
    await own.end()
    await database.pool.query(`DROP OWNED BY ${schema}`)
    await database.pool.query(`DROP ROLE ${schema}`)
  })

  test('of which one fails are not applied at all', async () => {
    const schema = newSchema()
    const broken = { ...adds, sql: 'ALTER TABLE {schema}.nothing ADD COLUMN colour text' }
    await expect(versionWith(schema, broken).migrate()).rejects.toThrow('does not exist')
    const { rows } = await database.pool.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema])
    expect(rows).toEqual([])
  })
})

describe('old and new nodes on one database', () => {
  test('run side by side while steps only add: the old one goes on, and starts again (expand)', async () => {
    const schema = newSchema()
    const old = openPostgresStorage({ pool: database.pool, schema })
    await old.migrate()
    await old.grants.open(grantWith())
    for (let count = 0; count < 8; count += 1) await old.grants.find('grant-1')
    expect(await versionWith(schema, adds).migrate()).toMatchObject([{ version: newest + 1 }])
    expect(await old.grants.find('grant-1')).toEqual(grantWith())
    expect(await old.grants.open(grantWith({ id: 'grant-2' }))).toBe('opened')
    const restarted = openPostgresStorage({ pool: database.pool, schema })
    expect(await restarted.pendingMigrations()).toEqual([])
    expect(await restarted.migrate()).toEqual([])
    expect(await restarted.grants.find('grant-2')).toEqual(grantWith({ id: 'grant-2' }))
  })

  test('a version that is too old for a step does not start, and is told so (contract)', async () => {
    const schema = newSchema()
    await versionWith(schema, adds, takesAway).migrate()
    const old = openPostgresStorage({ pool: database.pool, schema })
    await expect(old.migrate()).rejects.toThrow(
      `it has migration ${newest + 2} ("drop a column"). Install the version`,
    )
    await expect(old.pendingMigrations()).rejects.toThrow('newer than this version of Latchkey')
    expect(await versionWith(schema, adds).migrate()).toEqual([])
  })

  test('a step that was edited after it was applied is refused', async () => {
    const schema = newSchema()
    await versionWith(schema, adds).migrate()
    const edited = { ...adds, sql: 'ALTER TABLE {schema}.grants ADD COLUMN flavour text' }
    await expect(versionWith(schema, edited).migrate()).rejects.toThrow('must not be edited')
  })
})

test('a schema with tables of somebody else is refused before anything is changed', async () => {
  const schema = newSchema()
  await database.pool.query(`CREATE SCHEMA ${schema} CREATE TABLE orders (id int)`)
  const storage = openPostgresStorage({ pool: database.pool, schema })
  await expect(storage.migrate()).rejects.toThrow(
    /of the database \w+ holds tables that are not Latchkey's \(orders\)\. Give Latchkey a schema of its own/,
  )
})

test('two schemas of one database, on one pool, know nothing of each other', async () => {
  const [one, two] = [newSchema(), newSchema()].map((schema) =>
    openPostgresStorage({ pool: database.pool, schema }),
  )
  await Promise.all([one?.migrate(), two?.migrate()])
  await one?.grants.open(grantWith())
  expect(await two?.grants.find('grant-1')).toBeUndefined()
  expect(await two?.grants.open(grantWith())).toBe('opened')
})

test('the text of a client secret that an earlier version stored is removed, and nothing else', async () => {
  const schema = newSchema()
  await toMigrating(new Database(database.pool, schema), migrations.slice(0, 1)).migrate()
  for (const client of Object.values(clientsOfAnEarlierVersion)) {
    const row = [client.clientId, JSON.stringify(client)]
    await database.pool.query(`INSERT INTO ${schema}.clients (id, client) VALUES ($1, $2)`, row)
  }
  const storage = openPostgresStorage({ pool: database.pool, schema })
  await storage.migrate()
  expect(await storage.clients.list({ limit: 9 })).toEqual(clientsWithoutSecretTexts)
})
