import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Storage } from '../../../src/ports/storage.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import { call, expectRefusal, refreshAs, tokensOf } from '../../fixtures/client-calls.ts'
import { openWorld, testConfiguration, type World } from '../../fixtures/server-without-network.ts'
import { inTemporaryFolder } from '../../fixtures/temporary-folder.ts'
import { type OldServer, openNewServer } from './old-server.ts'

const fifty = Array.from({ length: 50 }, (_, index) => index)

describe.each(['memory', 'sqlite'])(
  'with %s, fifty presentations at once of one old refresh token',
  (kind) => {
    /** Two servers on one storage and one clock; in memory it is one server. */
    async function onOneStorage(use: (servers: readonly World[], old: OldServer) => Promise<void>) {
      await inTemporaryFolder(async (folder) => {
        const storage = kind === 'memory' ? 'memory:' : `sqlite:${folder}/latchkey.db`
        const clock = fakeClock()
        const { world: here, old } = await openNewServer({ storage }, clock)
        const { adoptRefreshToken } = old
        const there = kind === 'memory' ? here : await openWorld({ storage, adoptRefreshToken }, clock)
        try {
          await use([here, there], old)
        } finally {
          await here.server.close()
          if (there !== here) await there.server.close()
        }
      })
    }

    test.each(['app', 'spa', 'mine'])('of %s make one grant and one successor', async (clientId) => {
      await onOneStorage(async ([here, there], old) => {
        if (here === undefined || there === undefined) throw new Error('Two servers are needed')
        const token = old.issue({ clientId, scopes: ['openid', 'profile'] })
        const answers = fifty.map((index) => refreshAs(index % 2 ? here : there, clientId, token))
        const given = await Promise.all(answers.map(tokensOf))
        expect(new Set(given.map(({ refresh_token }) => refresh_token)).size).toBe(1)
        expect(await here.server.grants.listByAccount('alice-id')).toHaveLength(1)
        const adopted = (await here.server.events.list()).filter(
          ({ name }) => name === 'refresh_token.adopted',
        )
        const elsewhere = (await there.server.events.list()).filter(
          ({ name }) => name === 'refresh_token.adopted',
        )
        expect(Math.max(adopted.length, elsewhere.length)).toBe(1)
      })
    })
  },
)

let world: World | undefined
afterEach(() => world?.server.close())

/** Presents an old refresh token while something happens between the look and the insertion. */
async function presentWhile(meanwhile: (token: string, moved: { old: OldServer; world: World }) => unknown) {
  const storage: Storage = createMemoryStorage()
  const { importRecords } = storage
  let token = ''
  let moved: { old: OldServer; world: World } | undefined
  storage.importRecords = async (kind, records) => {
    if (moved) await meanwhile(token, moved)
    return importRecords(kind, records)
  }
  moved = await openNewServer({ storage, secret: String(testConfiguration.secret) })
  world = moved.world
  token = moved.old.issue()
  return { answer: refreshAs(moved.world, 'app', token), token, ...moved }
}

test.each<[string, (token: string, moved: { old: OldServer; world: World }) => unknown]>([
  ['a disabled account', (_, moved) => moved.world.server.accounts.update('alice-id', { disabled: true })],
  ['an end in the old database', (token, { old }) => old.forget(token)],
])('%s in the middle of an adoption ends what the adoption opened', async (_, meanwhile) => {
  const { answer, world } = await presentWhile(meanwhile)
  await expectRefusal(answer, 'invalid_grant')
  expect(await world.server.grants.listByAccount('alice-id')).toEqual([])
})

test('a revocation in the middle of an adoption wins (RFC 7009 §2.1)', async () => {
  let isRevoked = false
  const { answer, world } = await presentWhile(async (token, moved) => {
    if (isRevoked) return
    isRevoked = true
    expect((await call(moved.world, '/revoke', 'app', { token })).status).toBe(200)
  })
  await expectRefusal(answer, 'invalid_grant')
  expect(await world.server.grants.listByAccount('alice-id')).toEqual([])
})

test('a storage that is away is a 503, and the old token is still good', async () => {
  let isAway = true
  const { answer, world, token } = await presentWhile(() => {
    if (isAway) throw new Error('the disk is full')
  })
  expect((await answer).status).toBe(503)
  isAway = false
  await tokensOf(refreshAs(world, 'app', token))
})

describe('what is made up', () => {
  const limits = { anyClientAttemptsPerAddress: 5 }
  const present = (server: World['server'], token: string, remoteAddress: string, clientId = 'spa') => {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: token,
      client_id: clientId,
    })
    return server.fetch(new Request(`${server.issuer}/token`, { method: 'POST', body }), { remoteAddress })
  }

  test('for a public client reaches the old database a few times, then that address waits (OWASP ASVS 2.4.1)', async () => {
    const moved = await openNewServer({ limits })
    world = moved.world
    const { server, clock } = moved.world
    for (const index of fifty) await present(server, `garbage-${index}`, '192.0.2.1')
    expect(moved.old.asked()).toBe(5)
    const token = moved.old.issue({ clientId: 'spa' })
    const told = await present(server, token, '192.0.2.1')
    expect(told.status).toBe(429)
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0)
    await tokensOf(present(server, token, '198.51.100.1'))
    await tokensOf(present(server, moved.old.issue({ clientId: 'phone' }), '192.0.2.1', 'phone'))
    clock.advance(60)
    await tokensOf(present(server, moved.old.issue({ clientId: 'spa' }), '192.0.2.1'))
  })

  test('at once reaches it no more often, and a token that it knows uses nothing up', async () => {
    const moved = await openNewServer({ limits })
    world = moved.world
    const { server } = moved.world
    const known = fifty.map(() => moved.old.issue({ clientId: 'spa' }))
    for (const token of known) await tokensOf(present(server, token, '192.0.2.1'))
    const asked = moved.old.asked()
    await Promise.all(fifty.map((index) => present(server, `garbage-${index}`, '192.0.2.1')))
    expect(moved.old.asked() - asked).toBe(5)
  })

  test.each([
    ['in time stays counted: what makes it hang is limited too', () => new Promise<never>(() => {}), 5],
    ['but an error is given back', () => Promise.reject(new Error('the old database is away')), 10],
  ])('and gets no answer %s (OWASP ASVS 2.4.1)', async (_, adoptRefreshToken, reached) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    let asked = 0
    const ask = () => {
      asked += 1
      return adoptRefreshToken()
    }
    world = (await openNewServer({ limits, adoptRefreshToken: ask })).world
    const { server } = world
    for (const round of [1, 2]) {
      const answers = [1, 2, 3, 4, 5].map((index) => present(server, `${round}-${index}`, '192.0.2.1'))
      await vi.waitFor(() => expect(asked).toBe(Math.min(round * 5, reached)))
      await vi.advanceTimersByTimeAsync(5000)
      await Promise.all(answers)
    }
    expect(asked).toBe(reached)
  })

  test('does not hold up tokens of ours, nor a client that proves itself', async () => {
    const storage = createMemoryStorage()
    const moved = await openNewServer({ limits, storage, secret: String(testConfiguration.secret) })
    world = moved.world
    const own = await tokensOf(present(world.server, moved.old.issue({ clientId: 'spa' }), '192.0.2.1'))
    for (const index of fifty) await present(world.server, `garbage-${index}`, '192.0.2.1')
    await tokensOf(present(world.server, own.refresh_token, '192.0.2.1'))
    const counted = await storage.exportRecords('attempts', { limit: 10 })
    for (const index of fifty) {
      await expectRefusal(refreshAs(world, 'app', `garbage-${index}`), 'invalid_grant')
    }
    await tokensOf(refreshAs(world, 'app', moved.old.issue()))
    expect(await storage.exportRecords('attempts', { limit: 10 })).toEqual(counted)
  })
})
