import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'

const limit = { key: 'address', limit: 3, windowSeconds: 60 }

export const attemptCases: readonly StorageContractCase[] = [
  {
    name: 'attempts: each attempt says how many are left and when the window ends; the first one starts it',
    async run({ attempts }) {
      deepStrictEqual(await attempts.take(limit, 1000), { outcome: 'allowed', remaining: 2, resetsAt: 1060 })
      deepStrictEqual(await attempts.take(limit, 1010), { outcome: 'allowed', remaining: 1, resetsAt: 1060 })
      deepStrictEqual(await attempts.take(limit, 1020), { outcome: 'allowed', remaining: 0, resetsAt: 1060 })
      deepStrictEqual(await attempts.take(limit, 1030), {
        outcome: 'exhausted',
        remaining: 0,
        resetsAt: 1060,
      })
    },
  },
  {
    name: 'attempts: of 50 concurrent attempts exactly as many are allowed as the limit says',
    async run({ attempts }) {
      const verdicts = await fiftyAtOnce(() => attempts.take({ ...limit, limit: 7 }, 1000))
      const allowed = verdicts.filter((verdict) => verdict.outcome === 'allowed')
      deepStrictEqual(allowed.map((verdict) => verdict.remaining).sort(), [0, 1, 2, 3, 4, 5, 6])
    },
  },
  {
    name: 'attempts: hammering does not prolong the window, and a new one opens at the exact second',
    async run({ attempts }) {
      await fiftyAtOnce(() => attempts.take(limit, 1000))
      await fiftyAtOnce(() => attempts.take(limit, 1059))
      deepStrictEqual(await attempts.take(limit, 1059), {
        outcome: 'exhausted',
        remaining: 0,
        resetsAt: 1060,
      })
      deepStrictEqual(await attempts.take(limit, 1060), { outcome: 'allowed', remaining: 2, resetsAt: 1120 })
    },
  },
  {
    name: 'attempts: an attempt over the limit is not counted, so that a raised limit helps at once; a lowered one holds at once',
    async run({ attempts }) {
      await fiftyAtOnce(() => attempts.take(limit, 1000))
      strictEqual((await attempts.take({ ...limit, limit: 5 }, 1000)).remaining, 1)
      const verdict = await attempts.take({ ...limit, limit: 2 }, 1000)
      deepStrictEqual(verdict, { outcome: 'exhausted', remaining: 0, resetsAt: 1060 })
    },
  },
  {
    name: 'attempts: a limit of zero allows none',
    async run({ attempts }) {
      strictEqual((await attempts.take({ ...limit, limit: 0 }, 1000)).outcome, 'exhausted')
    },
  },
  {
    name: 'attempts: one that is given back can be taken again, in its own window and never below none',
    async run({ attempts }) {
      await fiftyAtOnce(() => attempts.take(limit, 1000))
      await attempts.giveBack('address', 1059)
      strictEqual((await attempts.take(limit, 1059)).outcome, 'allowed')
      strictEqual((await attempts.take(limit, 1059)).outcome, 'exhausted')
      await fiftyAtOnce(() => attempts.giveBack('address', 1059))
      strictEqual((await attempts.take(limit, 1059)).remaining, 2)
      await attempts.giveBack('address', 1060)
      await attempts.giveBack('nobody', 1060)
      strictEqual((await attempts.take({ ...limit, key: 'nobody' }, 1060)).remaining, 2)
    },
  },
  {
    name: 'attempts: forgetting a key gives it a new window and leaves the others alone',
    async run({ attempts }) {
      await fiftyAtOnce(() => attempts.take(limit, 1000))
      await fiftyAtOnce(() => attempts.take({ ...limit, key: 'other' }, 1000))
      await attempts.forget('address')
      await attempts.forget('nobody')
      deepStrictEqual(await attempts.take(limit, 1005), { outcome: 'allowed', remaining: 2, resetsAt: 1065 })
      strictEqual((await attempts.take({ ...limit, key: 'other' }, 1005)).outcome, 'exhausted')
    },
  },
  {
    name: 'attempts: hostile keys are told apart',
    async run({ attempts }) {
      for (const key of hostileTexts) strictEqual((await attempts.take({ ...limit, key }, 1000)).remaining, 2)
    },
  },
]
