import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { type FamiliarBrowsers, rememberBrowser } from '../../protocol/accounts/familiar-browsers.ts'
import { fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import { browserWith } from './examples.ts'

const NOW = 1000

/** Every state of an account's browsers, with every browser that may come next. */
const states = [undefined, NOW - 1, NOW, NOW + 1, NOW + 99].flatMap((expiresAt) =>
  (expiresAt === undefined ? [0] : [0, 1, 2, 3]).flatMap((count) =>
    [undefined, 'b0', 'b1', 'elsewhere'].flatMap((replacedId) =>
      ['b0', 'b2', 'new'].flatMap((browserId) =>
        [1, 2, 3].map((most) => {
          const accountId = JSON.stringify([expiresAt, count, replacedId, browserId, most])
          const browserIds = Array.from({ length: count }, (_, index) => `b${index}`)
          const stored = expiresAt === undefined ? undefined : { accountId, browserIds, expiresAt }
          const replaced = replacedId === undefined ? {} : { replacedId }
          const next = browserWith({ accountId, browserId, most, expiresAt: NOW + 50, ...replaced })
          return { stored, next }
        }),
      ),
    ),
  ),
)

export const familiarBrowserCases: readonly StorageContractCase[] = [
  {
    name: 'familiar browsers: the latest comes first, and beyond the most the one unused longest goes',
    async run({ familiarBrowsers }) {
      for (const browserId of ['a', 'b', 'c'])
        await familiarBrowsers.remember(browserWith({ browserId }), 1000)
      deepStrictEqual(await familiarBrowsers.find('account-1', 1000), ['c', 'b', 'a'])
      await familiarBrowsers.remember(browserWith({ browserId: 'd', most: 3 }), 1000)
      deepStrictEqual(await familiarBrowsers.find('account-1', 1000), ['d', 'c', 'b'])
      await familiarBrowsers.remember(browserWith({ browserId: 'e', replacedId: 'c' }), 1000)
      deepStrictEqual(await familiarBrowsers.find('account-1', 1000), ['e', 'd', 'b'])
      deepStrictEqual(await familiarBrowsers.find('nobody', 1000), [])
    },
  },
  {
    name: 'familiar browsers: all are gone at the exact second at which the last expires, and do not come back',
    async run({ familiarBrowsers }) {
      await familiarBrowsers.remember(browserWith({ browserId: 'a', expiresAt: 2000 }), 1000)
      await familiarBrowsers.remember(browserWith({ browserId: 'b', expiresAt: 1500 }), 1000)
      deepStrictEqual(await familiarBrowsers.find('account-1', 1999), ['b', 'a'])
      deepStrictEqual(await familiarBrowsers.find('account-1', 2000), [])
      await familiarBrowsers.remember(browserWith({ browserId: 'c', expiresAt: 3000 }), 2000)
      deepStrictEqual(await familiarBrowsers.find('account-1', 2000), ['c'])
    },
  },
  {
    name: 'familiar browsers: of 50 concurrent ones none is lost, and an account never has more than the most',
    async run({ familiarBrowsers }) {
      await fiftyAtOnce((index) =>
        familiarBrowsers.remember(browserWith({ browserId: `b${index}`, most: 50 }), 1000),
      )
      strictEqual(new Set(await familiarBrowsers.find('account-1', 1000)).size, 50)
      await fiftyAtOnce((index) =>
        familiarBrowsers.remember(browserWith({ browserId: `c${index}`, most: 5 }), 1000),
      )
      strictEqual((await familiarBrowsers.find('account-1', 1000)).length, 5)
    },
  },
  {
    name: 'familiar browsers: forgetting those of an account leaves the others alone',
    async run({ familiarBrowsers }) {
      for (const accountId of ['account-1', 'account-2'])
        await familiarBrowsers.remember(browserWith({ accountId }), 1000)
      await familiarBrowsers.forget('account-1')
      await familiarBrowsers.forget('nobody')
      deepStrictEqual(await familiarBrowsers.find('account-1', 1000), [])
      deepStrictEqual(await familiarBrowsers.find('account-2', 1000), ['browser-1'])
    },
  },
  {
    name: 'familiar browsers: hostile text is stored as text',
    async run({ familiarBrowsers }) {
      for (const text of hostileTexts) {
        const browser = browserWith({ accountId: text, browserId: text })
        await familiarBrowsers.remember(browser, 1000)
        await familiarBrowsers.remember({ ...browser, browserId: 'other', replacedId: text }, 1000)
        await familiarBrowsers.remember(browser, 1000)
        deepStrictEqual(await familiarBrowsers.find(text, 1000), [text, 'other'])
      }
    },
  },
  {
    name: 'familiar browsers: a browser in every state of its account comes to what the rule says',
    async run(storage) {
      const stored = states.map((state) => state.stored).filter((each) => each !== undefined)
      for (let from = 0; from < stored.length; from += 500) {
        const page = stored.slice(from, from + 500)
        strictEqual(await storage.importRecords('familiarBrowsers', page), 'imported')
      }
      await Promise.all(states.map(({ next }) => storage.familiarBrowsers.remember(next, NOW)))
      for (const { stored, next } of states) {
        const expected: FamiliarBrowsers = rememberBrowser(stored, next, NOW)
        const last = expected.expiresAt - 1
        deepStrictEqual(await storage.familiarBrowsers.find(next.accountId, last), expected.browserIds)
        deepStrictEqual(await storage.familiarBrowsers.find(next.accountId, last + 1), [])
      }
    },
  },
]
