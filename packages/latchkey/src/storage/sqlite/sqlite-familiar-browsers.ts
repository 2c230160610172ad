import type { FamiliarBrowserStore } from '../../ports/stores/familiar-browser-store.ts'
import { type FamiliarBrowsers, rememberBrowser } from '../../protocol/accounts/familiar-browsers.ts'
import {
  type FamiliarBrowsersRow,
  familiarBrowsersTable,
  fromFamiliarBrowsersRow,
  toFamiliarBrowsersRow,
} from '../rows/familiar-browsers-row.ts'
import type { Connection } from './connection.ts'
import { insertInto } from './write-row.ts'

const UPSERT = `${insertInto(familiarBrowsersTable)}
  ON CONFLICT (account_id) DO UPDATE SET browser_ids = excluded.browser_ids, expires_at = excluded.expires_at`

export function sqliteFamiliarBrowsers(connection: Connection): FamiliarBrowserStore {
  const find = (accountId: string): FamiliarBrowsers | undefined => {
    const sql = 'SELECT * FROM familiar_browsers WHERE account_id = :accountId'
    const row = connection.get<FamiliarBrowsersRow>(sql, { accountId })
    return row && fromFamiliarBrowsersRow(row)
  }

  return {
    async remember(browser, now) {
      await connection.write(() => {
        const row = toFamiliarBrowsersRow(rememberBrowser(find(browser.accountId), browser, now))
        connection.run(UPSERT, row)
      })
    },

    async find(accountId, now) {
      const row = find(accountId)
      return row !== undefined && now < row.expiresAt ? row.browserIds : []
    },

    async forget(accountId) {
      const sql = 'DELETE FROM familiar_browsers WHERE account_id = :accountId'
      await connection.write(() => connection.run(sql, { accountId }))
    },
  }
}
