import { describe, expect, test } from 'vitest'
import { useFreshDatabase } from '../../../latchkey/test/postgres/fresh-database.ts'
import { openLossyLine } from '../../../latchkey/test/postgres/lossy-line.ts'
import { openSessionStore } from '../../src/client/sessions/open-session-store.ts'
import { postgresSessions } from '../../src/client/sessions/postgres-sessions.ts'
import { sessionStoreContract } from '../../src/testing/session-store-contract.ts'
import { takingTurns } from '../client/sessions/taking-turns.ts'

const expiresAt = 2000

const database = useFreshDatabase()

const onSchema = (schema: string) => openSessionStore(`${database.url}?schema=${schema}`)
const cases = sessionStoreContract.map((each, index) => ({ ...each, index }))

describe('sessions in PostgreSQL keep the contract', () => {
  test.each(cases)('on a pool of an app: $name', ({ run, index }) =>
    run(postgresSessions({ pool: database.pool, schema: `own_${index}` })),
  )

  test.each(cases)('on two nodes: $name', async ({ run, index }) => {
    const nodes = [onSchema(`nodes_${index}`), onSchema(`nodes_${index}`)] as const
    await run(takingTurns(...nodes)).finally(() => Promise.all(nodes.map((node) => node.close())))
  })
})

describe('the table of the sessions', () => {
  test('is where the search path says when no schema is named', async () => {
    const store = postgresSessions({ pool: database.pool })
    await store.create('a', { sealed: 'a', expiresAt })
    expect((await database.pool.query('SELECT key, version FROM public.latchkey_sessions')).rows).toEqual([
      { key: 'a', version: '1' },
    ])
  })

  test('is made once when twelve nodes start at the same time', async () => {
    const nodes = Array.from({ length: 12 }, () => onSchema('together'))
    const outcomes = await Promise.all(nodes.map((node) => node.create('a', { sealed: 'a', expiresAt })))
    expect(outcomes.toSorted()).toEqual(['created', ...Array<string>(11).fill('exists')])
    await Promise.all(nodes.map((node) => node.close()))
  })

  test('needs no right to make it when it is there, and says what to run when it is not', async () => {
    await database.pool.query("CREATE ROLE modest LOGIN PASSWORD 'hunter2'")
    const url = new URL(`${database.url}?schema=given`)
    Object.assign(url, { username: 'modest', password: 'hunter2' })
    const store = openSessionStore(url.href)
    const create = () => store.create('a', { sealed: 'a', expiresAt })
    const refusal = await create().catch(String)
    expect(refusal).toContain(
      'Let the owner of the database run: CREATE SCHEMA IF NOT EXISTS "given"; CREATE TABLE',
    )
    expect(refusal).not.toContain('hunter2')
    await database.pool.query(String(refusal).split('run: ')[1] ?? '')
    await database.pool.query(
      'GRANT USAGE ON SCHEMA given TO modest; GRANT ALL ON given.latchkey_sessions TO modest',
    )
    expect(await create()).toBe('created')
    await store.close()
    await database.pool.query('DROP OWNED BY modest; DROP ROLE modest')
  })

  test('that is somebody else’s is left alone', async () => {
    await database.pool.query(
      'CREATE SCHEMA theirs; CREATE TABLE theirs.latchkey_sessions (key text, sid text)',
    )
    await expect(postgresSessions({ pool: database.pool, schema: 'theirs' }).load('a', 1000)).rejects.toThrow(
      "lacks version, sealed, expires_at, so it is not Latchkey's. Name another schema",
    )
  })
})

describe('when the connection breaks', () => {
  test('a write whose answer was lost is not taken for a lost race, and a removal is done', async () => {
    const line = await openLossyLine(`${database.url}?schema=lossy`)
    const store = openSessionStore(line.url)
    await store.load('a', 1000)
    line.loseAnswers(1)
    expect(await store.create('a', { sealed: 'a', expiresAt })).toBe('created')
    line.loseAnswers(1)
    expect(await store.replace('a', 1, { sealed: 'b', expiresAt })).toBe('replaced')
    expect(await store.replace('a', 1, { sealed: 'c', expiresAt })).toBe('changed')
    line.loseAnswers(1)
    expect(await store.load('a', 1000)).toEqual({ version: 2, sealed: 'b', expiresAt })
    line.loseAnswers(1)
    await store.remove('a')
    expect(await store.replace('a', 2, { sealed: 'd', expiresAt })).toBe('gone')
    expect(line.toLose).toBe(0)
    await store.close()
    await line.close()
  })

  test('another node that wrote meanwhile has won', async () => {
    const line = await openLossyLine(`${database.url}?schema=lossy`)
    const [store, other] = [openSessionStore(line.url), onSchema('lossy')]
    await store.create('won', { sealed: 'a', expiresAt })
    await other.replace('won', 1, { sealed: 'theirs', expiresAt })
    line.loseAnswers(1)
    expect(await store.replace('won', 1, { sealed: 'ours', expiresAt })).toBe('changed')
    await Promise.all([store.close(), other.close()])
    await line.close()
  })

  test('all connections cut while idle are replaced, and the process lives', async () => {
    const store = onSchema('idle')
    await store.create('a', { sealed: 'a', expiresAt })
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latchkey sessions'",
    )
    expect(await store.load('a', 1000)).toEqual({ version: 1, sealed: 'a', expiresAt })
    await store.close()
  })
})

test('a database that is not there fails each call with a reason that shows no password, and so does a closed store', async () => {
  const store = openSessionStore('postgres://ada:hunter2@127.0.0.1:1/app')
  const refusal = await store.load('a', 1000).catch(String)
  expect(refusal).toContain('Cannot open the database postgres://127.0.0.1:1/app: nothing listens there')
  expect(refusal).not.toContain('hunter2')
  await store.close()
  await store.close()
  await expect(store.load('a', 1000)).rejects.toThrow('The session store is closed')
})

test("closing a store leaves an app's own pool open", async () => {
  await postgresSessions({ pool: database.pool, schema: 'left' }).close()
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})
