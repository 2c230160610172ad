import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import type { Storage } from '../../ports/storage.ts'
import { widenConsent } from '../../protocol/authorize/widen-consent.ts'
import type { Consent } from '../../protocol/grant.ts'
import { consentOf, countOf, fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import { consentWith } from './examples.ts'

export const consentCases: readonly StorageContractCase[] = [
  {
    name: 'consents: a consent comes back as it was',
    async run({ consents }) {
      const consent = consentWith({ scopes: ['openid', 'email'], resources: [] })
      await consents.remember(consent)
      deepStrictEqual(await consentOf(consents, 'account-1', 'client-1'), consent)
      strictEqual(await consentOf(consents, 'account-1', 'client-2'), undefined)
      strictEqual(await consentOf(consents, 'account-2', 'client-1'), undefined)
    },
  },
  {
    name: 'consents: scopes and resources are added to those remembered, each once, and the latest time stays',
    async run({ consents }) {
      await consents.remember(consentWith({ scopes: ['openid', 'email'], grantedAt: 1000 }))
      await consents.remember(
        consentWith({ scopes: ['email', 'books'], resources: ['https://api'], grantedAt: 1200 }),
      )
      await consents.remember(consentWith({ grantedAt: 1100 }))
      const consent = await consentOf(consents, 'account-1', 'client-1')
      deepStrictEqual(consent?.scopes.toSorted(), ['books', 'email', 'openid'])
      deepStrictEqual(consent?.resources.toSorted(), ['https://api', 'https://issuer.example'])
      strictEqual(consent?.grantedAt, 1200)
    },
  },
  {
    name: 'consents: what is remembered after another yes is what the rule says, in its order',
    async run(storage) {
      const lists = [[], ['a'], ['b', 'a'], ['c', 'c', 'b']]
      const answers = lists.flatMap((scopes) => lists.map((resources) => ({ scopes, resources })))
      await Promise.all(
        answers.map((first, index) => widen(storage, `client-${index}`, [first, ...answers.toReversed()])),
      )
    },
  },
  {
    name: 'consents: what was allowed to an earlier registration of a client is forgotten at the next yes',
    async run({ consents }) {
      await consents.remember(consentWith({ scopes: ['books'], grantedAt: 2000 }))
      const first = consentWith({ registrationId: 'first', scopes: ['openid'], grantedAt: 1000 })
      await consents.remember(first)
      deepStrictEqual(await consentOf(consents, 'account-1', 'client-1'), first)
      await consents.remember(consentWith({ registrationId: 'first', scopes: ['email'], grantedAt: 1000 }))
      deepStrictEqual((await consentOf(consents, 'account-1', 'client-1'))?.scopes, ['openid', 'email'])
      const second = consentWith({ registrationId: 'second', scopes: ['email'], grantedAt: 900 })
      await consents.remember(second)
      deepStrictEqual(await consents.listByAccount('account-1'), [second])
    },
  },
  {
    name: 'consents: all of a client, of an account or of both are forgotten at once, and no others',
    async run({ consents }) {
      for (const accountId of ['account-1', 'account-2', 'account-3'])
        for (const clientId of ['client-1', 'client-2'])
          await consents.remember(consentWith({ accountId, clientId }))
      strictEqual(await consents.forgetAll({ clientId: 'client-1' }), 3)
      strictEqual(await consents.forgetAll({ clientId: 'client-1' }), 0)
      strictEqual(await consents.forgetAll({ accountId: 'account-1', clientId: 'client-2' }), 1)
      strictEqual(await consentOf(consents, 'account-1', 'client-2'), undefined)
      strictEqual((await consents.listByAccount('account-2')).length, 1)
      strictEqual(await consents.forgetAll({ accountId: 'account-2' }), 1)
      strictEqual((await consents.listByAccount('account-3')).length, 1)
      await rejects(async () => consents.forgetAll({}), TypeError)
    },
  },
  {
    name: 'consents: of 50 concurrent additions none is lost',
    async run({ consents }) {
      await fiftyAtOnce((index) => consents.remember(consentWith({ scopes: [`scope-${index}`] })))
      strictEqual((await consentOf(consents, 'account-1', 'client-1'))?.scopes.length, 50)
    },
  },
  {
    name: 'consents: of 50 that forget the same consent exactly one does, and what is remembered later starts anew',
    async run({ consents }) {
      await consents.remember(consentWith({ scopes: ['openid', 'email'] }))
      const both = { accountId: 'account-1', clientId: 'client-1' }
      const outcomes = await fiftyAtOnce(() => consents.forgetAll(both))
      strictEqual(countOf(outcomes, 1), 1)
      strictEqual(countOf(outcomes, 0), 49)
      strictEqual(await consentOf(consents, 'account-1', 'client-1'), undefined)
      await consents.remember(consentWith({ scopes: ['books'] }))
      deepStrictEqual((await consentOf(consents, 'account-1', 'client-1'))?.scopes, ['books'])
    },
  },
  {
    name: 'consents: one that replaces another leaves nothing of it, whichever is later, and no other is touched',
    async run({ consents }) {
      await consents.remember(consentWith({ scopes: ['openid', 'email'], grantedAt: 1200 }))
      await consents.remember(consentWith({ clientId: 'client-2' }))
      const narrow = consentWith({ registrationId: 'first', scopes: ['openid', 'openid'], resources: [] })
      await consents.replace(narrow)
      const listed = [{ ...narrow, scopes: ['openid'] }, consentWith({ clientId: 'client-2' })]
      deepStrictEqual(await consents.listByAccount('account-1'), listed)
      await consents.replace(consentWith({ accountId: 'account-2' }))
      deepStrictEqual(await consents.listByAccount('account-2'), [consentWith({ accountId: 'account-2' })])
    },
  },
  {
    name: 'consents: of 50 that replace the same consent one stays, whole, with nothing of the others',
    async run({ consents }) {
      await fiftyAtOnce((index) =>
        consents.replace(consentWith({ scopes: [`scope-${index}`], resources: [`https://api-${index}`] })),
      )
      const stored = await consentOf(consents, 'account-1', 'client-1')
      const [index] = stored?.scopes[0]?.match(/\d+/) ?? []
      deepStrictEqual(stored?.scopes, [`scope-${index}`])
      deepStrictEqual(stored?.resources, [`https://api-${index}`])
    },
  },
  {
    name: "consents: the list holds an account's consents and nobody else's, ordered by client id",
    async run({ consents }) {
      for (const clientId of ['b', 'a']) await consents.remember(consentWith({ clientId }))
      await consents.remember(consentWith({ accountId: 'account-2', clientId: 'c' }))
      const listed = [consentWith({ clientId: 'a' }), consentWith({ clientId: 'b' })]
      deepStrictEqual(await consents.listByAccount('account-1'), listed)
      deepStrictEqual(await consents.listByAccount('nobody'), [])
    },
  },
  {
    name: 'consents: hostile text is stored as text, and no two pairs of ids are taken for one',
    async run({ consents }) {
      for (const text of hostileTexts) {
        const consent = consentWith({ accountId: text, clientId: `client ${text}`, scopes: [text] })
        await consents.remember(consent)
        deepStrictEqual(await consents.listByAccount(text), [consent])
      }
      await consents.remember(consentWith({ accountId: 'a', clientId: 'b c' }))
      strictEqual(await consentOf(consents, 'a b', 'c'), undefined)
    },
  },
]

/** Consents repeatedly, applying the rule after each consent. */
async function widen(
  { consents }: Storage,
  clientId: string,
  answers: readonly Pick<Consent, 'scopes' | 'resources'>[],
): Promise<void> {
  let expected: Consent | undefined
  for (const [index, answer] of answers.entries()) {
    // Some come late.
    const consent = consentWith({ clientId, ...answer, grantedAt: 1000 + ((index * 7) % 5) })
    await consents.remember(consent)
    expected = widenConsent(expected, consent)
    deepStrictEqual(await consentOf(consents, 'account-1', clientId), expected)
  }
}
