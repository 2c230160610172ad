import fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Storage } from '../../src/ports/storage.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { openStorage } from '../../src/storage/open-storage.ts'
import { consentOf, countOf, fiftyAtOnce } from '../../src/testing/storage-contract/contract-case.ts'
import {
  accountWith,
  clientWith,
  consentWith,
  grantWith,
  sessionWith,
  signingKeyWith,
} from '../../src/testing/storage-contract/examples.ts'
import { anySteps } from '../storage/any-step.ts'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

let database: FreshDatabase
let nodes: readonly [Storage, Storage]
let count = 0
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  count += 1
  const url = `${database.url}?schema=race_${count}`
  nodes = [await openStorage(url), await openStorage(url)]
  await nodes[0].migrate()
})
afterEach(() => Promise.all(nodes.map((node) => node.close())))

/** Fifty calls at once, every other one on the other node. */
function onBoth<Result>(call: (storage: Storage, index: number) => Promise<Result>): Promise<Result[]> {
  return fiftyAtOnce((index) => call(nodes[index % 2 === 0 ? 0 : 1], index))
}

const rotation = { id: 'grant-1', from: 0, to: 1, now: 1500, graceSeconds: 10, expiresAt: 2500 }

describe('of fifty calls on two nodes', () => {
  test('one redeems the code, and the others revoke its grant (OAuth 2.1 §4.1.3)', async () => {
    const outcomes = await onBoth(({ grants }) => grants.open(grantWith()))
    expect([countOf(outcomes, 'opened'), countOf(outcomes, 'replayed')]).toEqual([1, 49])
    expect((await nodes[0].grants.find('grant-1'))?.revokedAt).toBe(1000)
  })

  test('one rotates the refresh token, and the others are within grace', async () => {
    await nodes[0].grants.open(grantWith())
    const outcomes = await onBoth(({ grants }) => grants.advance(rotation))
    expect([countOf(outcomes, 'advanced'), countOf(outcomes, 'within_grace')]).toEqual([1, 49])
  })

  test('one rotates without grace, the next is a replay that revokes, and the rest is revoked (RFC 9700 §4.14.2)', async () => {
    await nodes[0].grants.open(grantWith())
    const outcomes = await onBoth(({ grants }) => grants.advance({ ...rotation, graceSeconds: 0 }))
    const counts = ['advanced', 'replayed', 'revoked'].map((outcome) => countOf<string>(outcomes, outcome))
    expect(counts).toEqual([1, 1, 48])
  })

  test('each of fifty rotations of a chain is made once, whichever node it comes to', async () => {
    await nodes[0].grants.open(grantWith())
    for (let from = 0; from < 10; from += 1) {
      const outcomes = await onBoth(({ grants }) => grants.advance({ ...rotation, from, to: from + 1 }))
      expect(countOf(outcomes, 'advanced')).toBe(1)
    }
    expect(await nodes[1].grants.find('grant-1')).toMatchObject({ generation: 10 })
  })

  test('one revokes, one remembers an id, one starts a session, one ends it', async () => {
    await nodes[0].grants.open(grantWith())
    const revoked = await onBoth(({ grants }) => grants.revoke('grant-1', 1200))
    const remembered = await onBoth(({ rememberedIds }) => rememberedIds.remember('jti', 1060, 1000))
    const started = await onBoth(({ sessions }) => sessions.start(sessionWith()))
    const ended = await onBoth(({ sessions }) => sessions.end('session-1'))
    expect(countOf(revoked, 'revoked')).toBe(1)
    expect(countOf(remembered, 'fresh')).toBe(1)
    expect(countOf(started, 'started')).toBe(1)
    expect(countOf(ended, 'ended')).toBe(1)
  })

  test('as many attempts are allowed as the limit says, in each window', async () => {
    for (const now of [1000, 1060, 1120]) {
      const verdicts = await onBoth(({ attempts }) =>
        attempts.take({ key: 'address', limit: 7, windowSeconds: 60 }, now),
      )
      const remaining = verdicts.filter(({ outcome }) => outcome === 'allowed').map((each) => each.remaining)
      expect(remaining.sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    }
  })

  test('none of what was consented to is lost, and one change of a client or an account wins', async () => {
    await nodes[0].clients.create(clientWith())
    await nodes[0].accounts.create(accountWith())
    await onBoth(({ consents }, index) => consents.remember(consentWith({ scopes: [`scope-${index}`] })))
    const clients = await onBoth(({ clients }) => clients.update(clientWith({ version: 2 })))
    const accounts = await onBoth(({ accounts }) => accounts.update(accountWith({ version: 2 })))
    const keys = await onBoth(({ signingKeys }, index) =>
      signingKeys.add(signingKeyWith({ kid: `k${index}` })),
    )
    expect((await consentOf(nodes[1].consents, 'account-1', 'client-1'))?.scopes).toHaveLength(50)
    expect(countOf(clients, 'updated')).toBe(1)
    expect(countOf(accounts, 'updated')).toBe(1)
    expect(countOf(keys, 'added')).toBe(1)
  })
})

test('the same rows at once, in opposite orders on two nodes, do not deadlock, and each caller has its own outcome', async () => {
  const ids = Array.from({ length: 250 }, (_, index) => `g${index}`)
  await Promise.all(ids.map((id) => nodes[0].grants.open(grantWith({ id }))))
  const rounds = Array.from({ length: 20 }, () => [ids, ids.toReversed()]).flat()
  const outcomes = await Promise.all(
    rounds.flatMap((order, index) =>
      order.map((id) => nodes[index % 2 === 0 ? 0 : 1].grants.advance({ ...rotation, id, to: 0 })),
    ),
  )
  expect(countOf(outcomes, 'advanced')).toBe(10_000)
  // What a connection has counted is there for others to see when it is closed.
  await Promise.all(nodes.map((node) => node.close()))
  expect(await countDeadlocks(database.url)).toBe(0)
})

async function countDeadlocks(connectionString: string): Promise<number> {
  const client = new Client({ connectionString })
  await client.connect()
  const { rows } = await client.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  )
  await client.end()
  return Number(rows[0]?.deadlocks)
}

test('what one node has done the other sees with its next call', async () => {
  await nodes[0].grants.open(grantWith())
  await nodes[1].grants.revoke('grant-1', 1100)
  expect(await nodes[0].grants.advance(rotation)).toBe('revoked')
  await nodes[0].rememberedIds.remember('denied', 2000, 1000)
  expect(await nodes[1].rememberedIds.has('denied', 1000)).toBe(true)
})

test('sweepers of both nodes remove each row once', async () => {
  await Promise.all(
    Array.from({ length: 300 }, (_, index) => nodes[0].rememberedIds.remember(`id-${index}`, 1060, 1000)),
  )
  const options = { now: 1060, limit: 50, eventsBefore: 0 }
  const counts = await Promise.all(
    Array.from({ length: 12 }, (_, index) => nodes[index % 2 === 0 ? 0 : 1].purge(options)),
  )
  const rest = await nodes[0].purge({ ...options, limit: 500 })
  expect(counts.reduce((sum, each) => sum + each, rest)).toBe(300)
})

test('both nodes, in turn, agree with the storage in memory on every outcome of any sequence of verbs', async () => {
  let schema = 0
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      schema += 1
      const url = `${database.url}?schema=agree_${schema}`
      const [memory, one, two] = [createMemoryStorage(), await openStorage(url), await openStorage(url)]
      await one.migrate()
      try {
        for (const [index, run] of steps.entries()) {
          expect(await run(index % 2 === 0 ? one : two), String(run)).toEqual(await run(memory))
        }
      } finally {
        await Promise.all([one.close(), two.close()])
      }
    }),
    { numRuns: 40 },
  )
})
