import type { FamiliarBrowserStore } from '../../ports/stores/familiar-browser-store.ts'
import { type FamiliarBrowsers, rememberBrowser } from '../../protocol/accounts/familiar-browsers.ts'
import { keep } from './keep.ts'

export function memoryFamiliarBrowsers(rows: Map<string, FamiliarBrowsers>): FamiliarBrowserStore {
  return {
    async remember(browser, now) {
      const { accountId } = browser
      rows.set(accountId, keep(rememberBrowser(rows.get(accountId), browser, now)))
    },

    async find(accountId, now) {
      const row = rows.get(accountId)
      return row !== undefined && now < row.expiresAt ? row.browserIds : []
    },

    async forget(accountId) {
      rows.delete(accountId)
    },
  }
}
