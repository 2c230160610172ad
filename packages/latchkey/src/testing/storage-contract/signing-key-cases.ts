import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { countOf, fiftyAtOnce, type StorageContractCase } from './contract-case.ts'
import { signingKeyWith } from './examples.ts'

export const signingKeyCases: readonly StorageContractCase[] = [
  {
    name: 'signing keys: keys come back as they were, ordered by algorithm and then by sequence as a number',
    async run({ signingKeys }) {
      const keys = [
        signingKeyWith({ algorithm: 'ES256', sequence: 2, kid: 'e2' }),
        signingKeyWith({ algorithm: 'ES256', sequence: 10, kid: 'e10' }),
        signingKeyWith({ algorithm: 'EdDSA', sequence: 1, kid: 'd1', publicJwk: { kty: 'OKP', x: "'é" } }),
        signingKeyWith({ algorithm: 'RS256', sequence: 1, kid: 'r1', retiresAt: 9000 }),
      ]
      for (const key of keys.toReversed()) strictEqual(await signingKeys.add(key), 'added')
      deepStrictEqual(await signingKeys.list(1000), keys)
    },
  },
  {
    name: 'signing keys: of 50 nodes that make the same number exactly one wins',
    async run({ signingKeys }) {
      const outcomes = await fiftyAtOnce((index) => signingKeys.add(signingKeyWith({ kid: `kid-${index}` })))
      strictEqual(countOf(outcomes, 'added'), 1)
      strictEqual(countOf(outcomes, 'taken'), 49)
      const winner = signingKeyWith({ kid: `kid-${outcomes.indexOf('added')}` })
      deepStrictEqual(await signingKeys.list(1000), [winner])
    },
  },
  {
    name: 'signing keys: a kid is given once, and the same number of another algorithm is free',
    async run({ signingKeys }) {
      await signingKeys.add(signingKeyWith())
      strictEqual(await signingKeys.add(signingKeyWith({ sequence: 2 })), 'taken')
      strictEqual(await signingKeys.add(signingKeyWith({ algorithm: 'RS256', kid: 'kid-2' })), 'added')
    },
  },
  {
    name: 'signing keys: a retired key is listed until the exact second, and the earliest time wins',
    async run({ signingKeys }) {
      await signingKeys.add(signingKeyWith())
      const outcomes = await fiftyAtOnce((index) => signingKeys.retire('kid-1', 3000 + index))
      strictEqual(countOf(outcomes, 'retired'), 50)
      strictEqual(await signingKeys.retire('nobody', 3000), 'unknown')
      deepStrictEqual(await signingKeys.list(2999), [signingKeyWith({ retiresAt: 3000 })])
      deepStrictEqual(await signingKeys.list(3000), [])
    },
  },
  {
    name: 'signing keys: resealing replaces the sealed key and nothing else',
    async run({ signingKeys }) {
      await signingKeys.add(signingKeyWith())
      strictEqual(await signingKeys.reseal('kid-1', 'sealed anew'), 'resealed')
      strictEqual(await signingKeys.reseal('nobody', 'sealed anew'), 'unknown')
      deepStrictEqual(await signingKeys.list(1000), [signingKeyWith({ sealedPrivateJwk: 'sealed anew' })])
    },
  },
]
