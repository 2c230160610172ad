import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import { countOf, fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import { accountWith } from './examples.ts'

const full = accountWith({
  id: 'full',
  username: 'Grace@example.com',
  canonicalUsername: 'grace@example.com',
  passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
  claims: { name: 'Grace', email_verified: false, address: { country: 'US' }, roles: ['a'], nothing: null },
  disabled: true,
  version: 9,
})

export const accountCases: readonly StorageContractCase[] = [
  {
    name: 'accounts: an account comes back as it was by id and by username, with and without a password',
    async run({ accounts }) {
      strictEqual(await accounts.create(full), 'created')
      strictEqual(await accounts.create(accountWith()), 'created')
      deepStrictEqual(await accounts.find('full'), full)
      deepStrictEqual(await accounts.findByUsername('grace@example.com'), full)
      deepStrictEqual(await accounts.find('account-1'), accountWith())
      strictEqual(await accounts.find('nobody'), undefined)
      strictEqual(await accounts.findByUsername('Grace@example.com'), undefined)
    },
  },
  {
    name: 'accounts: of 50 that sign up with the same username exactly one gets it',
    async run({ accounts }) {
      const outcomes = await fiftyAtOnce((index) => accounts.create(accountWith({ id: `a${index}` })))
      strictEqual(countOf(outcomes, 'created'), 1)
      strictEqual(countOf(outcomes, 'username_taken'), 49)
      const holder = await accounts.findByUsername('ada@example.com')
      strictEqual(holder?.id, `a${outcomes.indexOf('created')}`)
    },
  },
  {
    name: 'accounts: an id is given once, whatever the username',
    async run({ accounts }) {
      const outcomes = await fiftyAtOnce((index) =>
        accounts.create(accountWith({ canonicalUsername: `u${index}` })),
      )
      strictEqual(countOf(outcomes, 'created'), 1)
      strictEqual(countOf(outcomes, 'id_taken'), 49)
      strictEqual(await accounts.create(accountWith()), 'id_taken')
    },
  },
  {
    name: 'accounts: of 50 changes to the same version exactly one is made, and it replaces the account as a whole',
    async run({ accounts }) {
      await accounts.create(full)
      const changed = (index: number) =>
        accountWith({ id: 'full', canonicalUsername: `u${index}`, version: 10 })
      const outcomes = await fiftyAtOnce((index) => accounts.update(changed(index)))
      strictEqual(countOf(outcomes, 'updated'), 1)
      strictEqual(countOf(outcomes, 'stale'), 49)
      deepStrictEqual(await accounts.find('full'), changed(outcomes.indexOf('updated')))
      strictEqual(await accounts.findByUsername('grace@example.com'), undefined)
    },
  },
  {
    name: 'accounts: a change to nobody is unknown, to another version stale, and to a username that is held refused',
    async run({ accounts }) {
      await accounts.create(full)
      await accounts.create(accountWith())
      const wanted = { canonicalUsername: full.canonicalUsername }
      strictEqual(await accounts.update(accountWith({ ...wanted, id: 'nobody', version: 2 })), 'unknown')
      strictEqual(await accounts.update(accountWith({ ...wanted, version: 3 })), 'stale')
      strictEqual(await accounts.update(accountWith({ ...wanted, version: 2 })), 'username_taken')
      deepStrictEqual(await accounts.find('account-1'), accountWith())
      strictEqual(await accounts.update(accountWith({ username: 'ADA@example.com', version: 2 })), 'updated')
    },
  },
  {
    name: 'accounts: of 50 that remove the same account exactly one does, and the username is free again',
    async run({ accounts }) {
      await accounts.create(accountWith())
      const outcomes = await fiftyAtOnce(() => accounts.remove('account-1'))
      strictEqual(countOf(outcomes, 'removed'), 1)
      strictEqual(countOf(outcomes, 'unknown'), 49)
      strictEqual(await accounts.findByUsername('ada@example.com'), undefined)
      strictEqual(await accounts.create(accountWith({ id: 'account-2' })), 'created')
    },
  },
  {
    name: 'accounts: paging visits every account once, ordered by id',
    async run({ accounts }) {
      const ids = ['a', 'b', 'c', 'd', 'e']
      for (const id of ids.toReversed()) await accounts.create(accountWith({ id, canonicalUsername: id }))
      const page = async (after?: string) =>
        (await accounts.list({ limit: 2, ...(after !== undefined && { after }) })).map(({ id }) => id)
      deepStrictEqual([await page(), await page('b'), await page('d')], [['a', 'b'], ['c', 'd'], ['e']])
      deepStrictEqual(await page('e'), [])
      await rejects(async () => accounts.list({ limit: 501 }), RangeError)
    },
  },
  {
    name: 'accounts: hostile text in any member is stored as text',
    async run({ accounts }) {
      for (const text of hostileTexts) {
        const names = { id: text, username: text, canonicalUsername: text, passwordHash: text }
        const account = accountWith({ ...names, claims: { name: text, [`own ${text}`]: text } })
        strictEqual(await accounts.create(account), 'created')
        deepStrictEqual(await accounts.find(text), account)
        deepStrictEqual(await accounts.findByUsername(text), account)
      }
    },
  },
]
