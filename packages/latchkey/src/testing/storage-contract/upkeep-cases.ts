import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { Storage } from '../../ports/storage.ts'
import { fiftyAtOnce, type StorageContractCase } from './contract-case.ts'
import {
  accountWith,
  browserWith,
  clientWith,
  consentWith,
  eventWith,
  grantWith,
  sessionWith,
  signingKeyWith,
} from './examples.ts'

/** Seven rows of each kind that can be purged; all expire at 2000. */
async function fill(storage: Storage): Promise<void> {
  for (let index = 0; index < 7; index += 1) {
    await storage.grants.open(grantWith({ id: `g${index}`, expiresAt: 1500, absoluteExpiresAt: 2000 }))
    await storage.rememberedIds.remember(`r${index}`, 2000, 1000)
    await storage.attempts.take({ key: `a${index}`, limit: 1, windowSeconds: 1000 }, 1000)
    await storage.sessions.start(sessionWith({ id: `s${index}`, expiresAt: 2000 }))
    await storage.familiarBrowsers.remember(browserWith({ accountId: `b${index}`, expiresAt: 2000 }), 1000)
    await storage.signingKeys.add(signingKeyWith({ sequence: index, kid: `k${index}`, retiresAt: 2000 }))
    await storage.events.append([eventWith({ id: `e${index}`, at: 1999 })])
  }
}

export const upkeepCases: readonly StorageContractCase[] = [
  {
    name: 'purge: nothing goes one second before its end, and everything at that second',
    async run(storage) {
      await fill(storage)
      strictEqual(await storage.purge({ now: 1999, limit: 100, eventsBefore: 1999 }), 0)
      strictEqual((await storage.grants.find('g0'))?.id, 'g0')
      strictEqual(await storage.purge({ now: 2000, limit: 100, eventsBefore: 2000 }), 49)
      strictEqual(await storage.grants.find('g0'), undefined)
      deepStrictEqual(await storage.signingKeys.list(0), [])
      deepStrictEqual(await storage.events.list({ limit: 10 }), [])
      strictEqual(await storage.sessions.find('s0', 1000, 9999), undefined)
      deepStrictEqual(await storage.familiarBrowsers.find('b0', 1000), [])
    },
  },
  {
    name: 'purge: one step takes at most `limit` rows of each kind',
    async run(storage) {
      await fill(storage)
      const options = { now: 2000, limit: 3, eventsBefore: 2000 }
      const counts = [
        await storage.purge(options),
        await storage.purge(options),
        await storage.purge(options),
        await storage.purge(options),
      ]
      deepStrictEqual(counts, [21, 21, 7, 0])
    },
  },
  {
    name: 'purge: concurrent sweepers remove each row once',
    async run(storage) {
      await fill(storage)
      const counts = await fiftyAtOnce(() => storage.purge({ now: 2000, limit: 1, eventsBefore: 2000 }))
      strictEqual(
        counts.reduce((sum, count) => sum + count, 0),
        49,
      )
    },
  },
  {
    name: 'purge: what has no end stays, and so does a grant that was revoked or is idle but could still be replayed',
    async run(storage) {
      await storage.clients.create(clientWith())
      await storage.accounts.create(accountWith())
      await storage.consents.remember(consentWith())
      await storage.signingKeys.add(signingKeyWith())
      await storage.grants.open(grantWith({ revokedAt: 1001, expiresAt: 1002 }))
      strictEqual(await storage.purge({ now: 4999, limit: 100, eventsBefore: 4999 }), 0)
      strictEqual((await storage.clients.list({ limit: 10 })).length, 1)
      strictEqual((await storage.accounts.list({ limit: 10 })).length, 1)
      strictEqual((await storage.consents.listByAccount('account-1')).length, 1)
      strictEqual((await storage.signingKeys.list(4999)).length, 1)
      strictEqual(await storage.grants.open(grantWith()), 'replayed')
    },
  },
  {
    name: 'migrations: applying them again, fifty times at once, does nothing and keeps the rows',
    async run(storage) {
      await storage.clients.create(clientWith())
      const applied = await fiftyAtOnce(() => storage.migrate())
      deepStrictEqual(applied.flat(), [])
      deepStrictEqual(await storage.pendingMigrations(), [])
      deepStrictEqual(await storage.clients.find('client-1'), clientWith())
    },
  },
  {
    name: 'close: the storage answers a ping, finishes what was asked before it is closed, and may be closed twice',
    async run(storage) {
      await storage.ping()
      const opened = storage.grants.open(grantWith())
      await storage.close()
      strictEqual(await opened, 'opened')
      await storage.close()
    },
  },
]
