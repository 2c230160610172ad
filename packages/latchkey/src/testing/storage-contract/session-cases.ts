import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { countOf, fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import { sessionWith } from './examples.ts'

export const sessionCases: readonly StorageContractCase[] = [
  {
    name: 'sessions: a session comes back as it was, with and without an acr',
    async run({ sessions }) {
      const full = sessionWith({ id: 'full', acr: 'urn:example:gold', amr: ['pwd', 'otp'], lastSeenAt: 1200 })
      strictEqual(await sessions.start(full), 'started')
      strictEqual(await sessions.start(sessionWith()), 'started')
      deepStrictEqual(await sessions.find('full', 1000, 600), full)
      deepStrictEqual(await sessions.find('session-1', 1000, 600), sessionWith())
      strictEqual(await sessions.find('nobody', 1000, 600), undefined)
    },
  },
  {
    name: 'sessions: of 50 that start with the same id exactly one does',
    async run({ sessions }) {
      const outcomes = await fiftyAtOnce((index) => sessions.start(sessionWith({ accountId: `a${index}` })))
      strictEqual(countOf(outcomes, 'started'), 1)
      strictEqual(countOf(outcomes, 'taken'), 49)
      const winner = `a${outcomes.indexOf('started')}`
      strictEqual((await sessions.find('session-1', 1000, 600))?.accountId, winner)
    },
  },
  {
    name: 'sessions: a session is over at the exact second of its expiry, and of its idle time',
    async run({ sessions }) {
      await sessions.start(sessionWith())
      strictEqual((await sessions.find('session-1', 1599, 600))?.id, 'session-1')
      strictEqual(await sessions.find('session-1', 1600, 600), undefined)
      strictEqual((await sessions.find('session-1', 4999, 9999))?.id, 'session-1')
      strictEqual(await sessions.find('session-1', 5000, 9999), undefined)
    },
  },
  {
    name: 'sessions: a session of a clock that was ahead lives at most twice its time, and is idle in both directions',
    async run({ sessions }) {
      const span = { createdAt: 9000, expiresAt: 10_000 }
      await sessions.start(sessionWith({ id: 'ahead', ...span, lastSeenAt: 9000 }))
      strictEqual((await sessions.find('ahead', 8001, 9999))?.id, 'ahead')
      strictEqual(await sessions.find('ahead', 8000, 9999), undefined)
      strictEqual((await sessions.find('ahead', 8401, 600))?.id, 'ahead')
      strictEqual(await sessions.find('ahead', 8400, 600), undefined)
    },
  },
  {
    name: 'sessions: a touch moves lastSeenAt forward, never back, and nothing else',
    async run({ sessions }) {
      await sessions.start(sessionWith())
      await sessions.touch('nobody', 1500)
      await fiftyAtOnce((index) => sessions.touch('session-1', 1500 - index))
      await sessions.touch('session-1', 1100)
      deepStrictEqual(await sessions.find('session-1', 1500, 600), sessionWith({ lastSeenAt: 1500 }))
    },
  },
  {
    name: 'sessions: of 50 that end the same session exactly one does, and a touch does not bring it back',
    async run({ sessions }) {
      await sessions.start(sessionWith())
      const outcomes = await fiftyAtOnce(() => sessions.end('session-1'))
      strictEqual(countOf(outcomes, 'ended'), 1)
      strictEqual(countOf(outcomes, 'unknown'), 49)
      await sessions.touch('session-1', 1001)
      strictEqual(await sessions.find('session-1', 1001, 600), undefined)
    },
  },
  {
    name: "sessions: ending all ends an account's sessions but the one excepted, and counts them",
    async run({ sessions }) {
      for (const id of ['a', 'b', 'c']) await sessions.start(sessionWith({ id }))
      await sessions.start(sessionWith({ id: 'd', accountId: 'account-2' }))
      strictEqual(await sessions.endAll('account-1', 'b'), 2)
      strictEqual((await sessions.find('b', 1000, 600))?.id, 'b')
      strictEqual(await sessions.endAll('account-1', 'd'), 1)
      strictEqual(await sessions.endAll('account-1'), 0)
      strictEqual((await sessions.find('d', 1000, 600))?.id, 'd')
    },
  },
  {
    name: "sessions: the list holds an account's sessions until the exact second of their expiry, newest first",
    async run({ sessions }) {
      await sessions.start(sessionWith({ id: 'a', expiresAt: 2000 }))
      await sessions.start(sessionWith({ id: 'b', createdAt: 1001 }))
      await sessions.start(sessionWith({ id: 'c', accountId: 'account-2' }))
      const idsAt = async (now: number) =>
        (await sessions.listByAccount('account-1', now)).map((session) => session.id)
      deepStrictEqual(await idsAt(1999), ['b', 'a'])
      deepStrictEqual(await idsAt(2000), ['b'])
    },
  },
  {
    name: 'sessions: hostile text in any member is stored as text',
    async run({ sessions }) {
      for (const text of hostileTexts) {
        const session = sessionWith({ id: text, accountId: text, amr: [text], acr: text })
        strictEqual(await sessions.start(session), 'started')
        deepStrictEqual(await sessions.find(text, 1000, 600), session)
      }
      strictEqual(await sessions.endAll(''), 1)
    },
  },
]
