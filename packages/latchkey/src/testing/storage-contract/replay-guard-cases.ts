import { strictEqual } from 'node:assert/strict'
import { countOf, fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'

export const replayGuardCases: readonly StorageContractCase[] = [
  {
    name: 'replay guard: of 50 concurrent uses of an id exactly one is fresh (RFC 7523 §3)',
    async run({ replayGuard }) {
      const outcomes = await fiftyAtOnce(() => replayGuard.remember('jti', 1060, 1000))
      strictEqual(countOf(outcomes, 'fresh'), 1)
      strictEqual(countOf(outcomes, 'seen'), 49)
    },
  },
  {
    name: 'replay guard: an id is seen one second before its end, and at its end exactly one of 50 takes it again',
    async run({ replayGuard }) {
      await replayGuard.remember('jti', 1060, 1000)
      strictEqual(await replayGuard.remember('jti', 1120, 1059), 'seen')
      const outcomes = await fiftyAtOnce(() => replayGuard.remember('jti', 1120, 1060))
      strictEqual(countOf(outcomes, 'fresh'), 1)
      strictEqual(await replayGuard.remember('jti', 1200, 1119), 'seen')
    },
  },
  {
    name: 'replay guard: asking does not remember, and the answer turns at the exact second',
    async run({ replayGuard }) {
      strictEqual(await replayGuard.has('jti', 1000), false)
      strictEqual(await replayGuard.remember('jti', 1060, 1000), 'fresh')
      strictEqual(await replayGuard.has('jti', 1059), true)
      strictEqual(await replayGuard.has('jti', 1060), false)
    },
  },
  {
    name: 'replay guard: hostile ids are told apart',
    async run({ replayGuard }) {
      for (const text of hostileTexts) strictEqual(await replayGuard.remember(text, 1060, 1000), 'fresh')
      for (const text of hostileTexts) strictEqual(await replayGuard.remember(text, 1060, 1000), 'seen')
    },
  },
]
