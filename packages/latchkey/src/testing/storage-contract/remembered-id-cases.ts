import { strictEqual } from 'node:assert/strict'
import { countOf, fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'

export const rememberedIdCases: readonly StorageContractCase[] = [
  {
    name: 'remembered ids: of 50 concurrent uses of an id exactly one is fresh (RFC 7523 §3)',
    async run({ rememberedIds }) {
      const outcomes = await fiftyAtOnce(() => rememberedIds.remember('jti', 1060, 1000))
      strictEqual(countOf(outcomes, 'fresh'), 1)
      strictEqual(countOf(outcomes, 'seen'), 49)
    },
  },
  {
    name: 'remembered ids: an id is seen one second before its end, and at its end exactly one of 50 takes it again',
    async run({ rememberedIds }) {
      await rememberedIds.remember('jti', 1060, 1000)
      strictEqual(await rememberedIds.remember('jti', 1120, 1059), 'seen')
      const outcomes = await fiftyAtOnce(() => rememberedIds.remember('jti', 1120, 1060))
      strictEqual(countOf(outcomes, 'fresh'), 1)
      strictEqual(await rememberedIds.remember('jti', 1200, 1119), 'seen')
    },
  },
  {
    name: 'remembered ids: asking does not remember, and the answer turns at the exact second',
    async run({ rememberedIds }) {
      strictEqual(await rememberedIds.has('jti', 1000), false)
      strictEqual(await rememberedIds.remember('jti', 1060, 1000), 'fresh')
      strictEqual(await rememberedIds.has('jti', 1059), true)
      strictEqual(await rememberedIds.has('jti', 1060), false)
    },
  },
  {
    name: 'remembered ids: hostile ids are told apart',
    async run({ rememberedIds }) {
      for (const text of hostileTexts) strictEqual(await rememberedIds.remember(text, 1060, 1000), 'fresh')
      for (const text of hostileTexts) strictEqual(await rememberedIds.remember(text, 1060, 1000), 'seen')
    },
  },
]
