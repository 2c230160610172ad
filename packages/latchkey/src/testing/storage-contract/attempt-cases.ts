import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { decideAttempt } from '../../protocol/decide-attempt.ts'
import { fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'

const NOW = 1000

const WINDOW_SECONDS = 60
/** The last ones are further ahead than a window is long: a clock was ahead when they began. */
const ends = [
  undefined,
  NOW - 1,
  NOW,
  NOW + 1,
  NOW + WINDOW_SECONDS,
  NOW + 2 * WINDOW_SECONDS - 1,
  NOW + 2 * WINDOW_SECONDS,
  NOW + 7200,
]

/** Every state of a window, or no window, with every limit that matters. */
const attempts = [0, 1, 3].flatMap((most) =>
  ends.flatMap((resetsAt) =>
    (resetsAt === undefined ? [0] : [0, 1, 2, 3, 4]).map((count) => {
      const key = `${most} ${resetsAt} ${count}`
      return {
        limit: { key, limit: most, windowSeconds: WINDOW_SECONDS },
        window: resetsAt === undefined ? undefined : { key, count, resetsAt },
      }
    }),
  ),
)

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
    name: 'attempts: a window of a clock that was hours ahead does not lock until then',
    async run({ attempts }) {
      await fiftyAtOnce(() => attempts.take(limit, 8200))
      deepStrictEqual(await attempts.take(limit, 1000), { outcome: 'allowed', remaining: 2, resetsAt: 1060 })
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
  {
    name: 'attempts: an attempt in every state of its window comes to what the rule says, and so does the window',
    async run(storage) {
      const windows = attempts.map(({ window }) => window).filter((window) => window !== undefined)
      strictEqual(await storage.importRecords('attempts', windows), 'imported')
      const verdicts = await Promise.all(attempts.map((each) => storage.attempts.take(each.limit, NOW)))
      const { records } = await storage.exportRecords('attempts', { limit: 500 })
      const found = new Map(records.map((window) => [window.key, window]))
      for (const [index, { limit, window }] of attempts.entries()) {
        const decision = decideAttempt(window, limit, NOW)
        const outcome = { verdict: verdicts[index], window: found.get(limit.key) }
        const expected = { verdict: decision.verdict, window: decision.window ?? window }
        deepStrictEqual(outcome, expected, limit.key)
      }
    },
  },
]
