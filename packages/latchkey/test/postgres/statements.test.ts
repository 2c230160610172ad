import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openPostgresStorage } from '../../src/index.ts'
import type { Storage } from '../../src/ports/storage.ts'
import {
  accountWith,
  clientWith,
  consentWith,
  eventWith,
  grantWith,
  sessionWith,
} from '../../src/testing/storage-contract/examples.ts'
import { type CountedPool, countedPool } from './counted-pool.ts'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

let database: FreshDatabase
let inner: Pool
let counted: CountedPool
let storage: Storage
beforeAll(async () => {
  database = await freshDatabase()
  inner = new Pool({ connectionString: database.url })
  counted = countedPool(inner)
  storage = openPostgresStorage({ pool: counted.pool })
  await storage.migrate()
})
beforeEach(() => counted.reset())
afterAll(async () => {
  await storage.close()
  await inner.end()
  await database.drop()
})

const hundred = <Result>(call: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: 100 }, (_, index) => call(index)))

test('a lone call of a hot verb is one statement, and neither begins a transaction nor takes a lock of its own', async () => {
  const step = { id: 'grant-1', from: 0, to: 1, now: 1500, graceSeconds: 10, expiresAt: 2500 }
  const calls = [
    () => storage.grants.open(grantWith()),
    () => storage.grants.find('grant-1'),
    () => storage.grants.advance(step),
    () => storage.grants.advance({ ...step, now: 1600 }),
    () => storage.grants.revoke('nobody', 1000).then(() => storage.grants.open(grantWith({ id: 'g2' }))),
    () => storage.rememberedIds.remember('jti', 2000, 1000),
    () => storage.rememberedIds.has('jti', 1000),
    () => storage.attempts.take({ key: 'a', limit: 3, windowSeconds: 60 }, 1000),
    () => storage.attempts.giveBack('a', 1000),
    () => storage.attempts.forget('a'),
    () => storage.sessions.start(sessionWith()),
    () => storage.sessions.find('session-1', 1000, 600),
    () => storage.sessions.touch('session-1', 1100),
    () => storage.sessions.end('session-1'),
    () => storage.clients.find('client-1'),
    () => storage.consents.remember(consentWith()),
    () => storage.consents.replace(consentWith()),
    () => storage.grants.findWithAccount({ id: 'grant-1', rememberedId: 'jti' }, 1000),
    () => storage.sessions.findWithAccount({ id: 'session-1', clientId: 'client-1' }, 1000, 600),
    () => storage.accounts.find('account-1'),
    () => storage.accounts.findByUsername('ada'),
    () => storage.events.append([eventWith(), eventWith({ id: 'event-2' })]),
  ]
  const counts: number[] = []
  for (const call of calls) {
    counted.reset()
    await call()
    counts.push(counted.statements.length)
    expect(counted.statements.join()).not.toMatch(/BEGIN|advisory|FOR UPDATE|nextval|ctid|xmax|\*\s+FROM "/)
  }
  // Only what the usual case did not settle is looked at again: the replay, and the revocation of nothing.
  expect(counts).toEqual([1, 1, 1, 1, 3, ...Array(17).fill(1)])
})

test('a hundred calls at once are one statement, in every hot verb', async () => {
  await storage.clients.create(clientWith())
  await storage.accounts.create(accountWith())
  const verbs: readonly ((index: number) => Promise<unknown>)[] = [
    (index) => storage.grants.open(grantWith({ id: `many-${index}` })),
    (index) => storage.grants.find(`many-${index}`),
    () => storage.grants.find('many-1'),
    (index) =>
      storage.grants.advance({
        id: `many-${index}`,
        from: 0,
        to: 1,
        now: 1500,
        graceSeconds: 0,
        expiresAt: 2500,
      }),
    (index) => storage.grants.revoke(`many-${index}`, 1600),
    (index) => storage.rememberedIds.remember(`many-${index}`, 2000, 1000),
    (index) => storage.rememberedIds.has(`many-${index}`, 1000),
    (index) => storage.attempts.take({ key: `many-${index}`, limit: 3, windowSeconds: 60 }, 1000),
    (index) => storage.attempts.giveBack(`many-${index}`, 1000),
    (index) => storage.attempts.forget(`many-${index}`),
    (index) => storage.sessions.start(sessionWith({ id: `many-${index}` })),
    (index) => storage.sessions.find(`many-${index}`, 1000, 600),
    (index) => storage.sessions.touch(`many-${index}`, 1100),
    (index) => storage.sessions.end(`many-${index}`),
    () => storage.clients.find('client-1'),
    (index) => storage.consents.remember(consentWith({ clientId: `many-${index}` })),
    (index) => storage.consents.replace(consentWith({ clientId: `many-${index}` })),
    (index) => storage.grants.findWithAccount({ id: `many-${index}`, rememberedId: `many-${index}` }, 1000),
    (index) =>
      storage.sessions.findWithAccount({ id: `many-${index}`, clientId: `many-${index}` }, 1000, 600),
    () => storage.accounts.find('account-1'),
    () => storage.accounts.findByUsername('ada@example.com'),
  ]
  const counts: number[] = []
  for (const verb of verbs) {
    counted.reset()
    await hundred(verb)
    counts.push(counted.statements.length)
  }
  expect(counts).toEqual(Array(verbs.length).fill(1))
})

test('writes to one row are one statement each, one after the other', async () => {
  await hundred(() => storage.attempts.take({ key: 'busy', limit: 1000, windowSeconds: 60 }, 1000))
  expect(counted.statements).toHaveLength(100)
})

test('rows are found by their key, though the tables were new and small when the statements were prepared', async () => {
  const own = new Pool({ connectionString: database.url, max: 1 })
  const one = openPostgresStorage({ pool: own, schema: 'small' })
  const step = { id: 'planned', now: 1500, graceSeconds: 0, expiresAt: 2500 }
  await one.migrate()
  await one.grants.open(grantWith({ id: 'planned' }))
  // PostgreSQL plans the first five for their values, and then once for all.
  for (let from = 0; from < 8; from += 1) {
    await one.grants.find('planned')
    await one.grants.advance({ ...step, from, to: from + 1 })
    await one.grants.revoke('nobody', 1500)
    await one.rememberedIds.has('jti', 1500)
    await one.attempts.giveBack('key', 1500)
    await one.attempts.forget('key')
    await one.sessions.find('planned', 1500, 60)
    await one.sessions.touch('planned', 1500)
    await one.sessions.end('planned')
    await one.clients.find('planned')
    await one.grants.findWithAccount({ id: 'planned', rememberedId: 'planned' }, 1500)
    await one.sessions.findWithAccount({ id: 'planned', clientId: 'planned' }, 1500, 60)
    await one.accounts.find('planned')
    await one.accounts.findByUsername('planned')
  }
  await one.close()
  const { rows } = await own.query<{ name: string; generic: boolean; types: readonly string[] }>(
    `SELECT name, generic_plans > 0 AS generic, parameter_types::text[] AS types
     FROM pg_prepared_statements WHERE name LIKE 'latchkey%' AND statement LIKE '%unnest%' AND statement NOT LIKE 'INSERT%'`,
  )
  expect(rows).toHaveLength(14)
  for (const { name, generic, types } of rows) {
    const values = types.map((type) => (type.endsWith('[]') ? "'{1}'" : '1'))
    const plan = await own.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE ${name}(${values})`)
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
    expect([name, generic, text]).toEqual([
      name,
      true,
      expect.stringMatching(/Index Cond: \(+(?:id|key|account_id|canonical_username) = /),
    ])
    expect(text).not.toContain('Seq Scan')
  }
  await own.end()
})

test('a grant takes at most 500 bytes, its indexes included, in the worst of cases: everybody has one, and a session of their own', async () => {
  const random = () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')
  const rows = 20_000
  for (let start = 0; start < rows; start += 2000) {
    const grants = Array.from({ length: 2000 }, (_, index) =>
      grantWith({
        id: random(),
        clientId: `client-of-shop-${index % 20}`,
        accountId: random(),
        sessionId: random(),
        scopes: ['openid', 'profile', 'email', 'offline_access'],
        resources: ['https://issuer.example'],
        absoluteExpiresAt: 5000 + Math.floor((start + index) / 20),
      }),
    )
    await Promise.all(grants.map((grant) => storage.grants.open(grant)))
  }
  const { rows: sizes } = await inner.query(
    "SELECT pg_total_relation_size('latchkey.grants')::int AS bytes, (SELECT count(*)::int FROM latchkey.grants) AS count",
  )
  expect(sizes[0].bytes / sizes[0].count).toBeLessThan(500)
})

test('a text with what PostgreSQL cannot hold is stored all the same, and harms no neighbour', async () => {
  const hostile = ['nul\u0000', '\u0000', '\u0001', '\u00010000', '\ud800', 'half \udc00', '\u0001\u0000']
  const outcomes = await Promise.all([
    ...hostile.map((id) => storage.rememberedIds.remember(id, 2000, 1000)),
    storage.rememberedIds.remember('neighbour', 2000, 1000),
  ])
  expect(outcomes).toEqual(Array(8).fill('fresh'))
  const again = await Promise.all(hostile.map((id) => storage.rememberedIds.remember(id, 2000, 1000)))
  expect(again).toEqual(Array(7).fill('seen'))
  for (const text of hostile) {
    const grant = grantWith({ id: `grant ${text}`, acr: text, scopes: [text], sessionId: text })
    expect(await storage.grants.open(grant)).toBe('opened')
    expect(await storage.grants.find(grant.id)).toEqual(grant)
    await storage.consents.remember(consentWith({ accountId: text, scopes: [text] }))
    await storage.consents.remember(consentWith({ accountId: text, scopes: ['b', text] }))
    expect((await storage.consents.listByAccount(text))[0]?.scopes).toEqual([text, 'b'])
  }
})

test('a number that no column holds fails its own call alone', async () => {
  const outcomes = await Promise.allSettled([
    storage.rememberedIds.remember('first', 2000, 1000),
    storage.rememberedIds.remember('half', 2000.5, 1000),
    storage.rememberedIds.remember('third', 2000, 1000),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
