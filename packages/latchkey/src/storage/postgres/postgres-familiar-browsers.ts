import type { FamiliarBrowserStore } from '../../ports/stores/familiar-browser-store.ts'
import type { BrowserToRemember } from '../../protocol/accounts/familiar-browsers.ts'
import { type FamiliarBrowsersRow, familiarBrowsersTable } from '../rows/familiar-browsers-row.ts'
import { batchOf } from './batch.ts'
import type { Database } from './database.ts'
import { findByKey } from './find-by-key.ts'
import { writeBatch } from './write-batch.ts'

type Remembered = BrowserToRemember & { readonly now: number }
type RowKey = Pick<FamiliarBrowsersRow, 'account_id'>

export function postgresFamiliarBrowsers(database: Database): FamiliarBrowserStore {
  const browsers = `${database.schema}.familiar_browsers`
  const find = findByKey(database, familiarBrowsersTable, 'account_id')
  const remember = writeBatch<Remembered, RowKey>(database, {
    label: 'remember_browsers',
    text: rememberText(browsers),
    keyOf: ({ accountId }) => accountId,
    toValues: ({ accountId, browserId, expiresAt, replacedId, most, now }) => [
      accountId,
      JSON.stringify([browserId]),
      expiresAt,
      JSON.stringify([replacedId]),
      most,
      now,
    ],
    keyOfRow: (row) => row.account_id,
  })
  const forget = database.statement('forget_browsers', `DELETE FROM ${browsers} WHERE account_id = $1::text`)

  return {
    async remember(browser, now) {
      await remember({ ...browser, now })
    },

    async find(accountId, now) {
      const found = await find(accountId)
      return found !== undefined && now < found.expiresAt ? found.browserIds : []
    },

    async forget(accountId) {
      await database.write(forget, [accountId])
    },
  }
}

/** Strings are compared in their JSON form: PostgreSQL fails to decode `"\u0000"`. */
function rememberText(browsers: string): string {
  // Call values with no column in the table, found by the position of the account in the batch.
  const own = (parameter: number, type: string) =>
    `($${parameter}::${type}[])[array_position($1::text[], excluded.account_id)]`
  const [replaced, most, now] = [own(4, 'text'), own(5, 'bigint'), own(6, 'bigint')]
  const columns = {
    ...familiarBrowsersTable.columns,
    replaced: 'text',
    most: 'bigint',
    now: 'bigint',
  } as const
  return `INSERT INTO ${browsers} AS t (account_id, browser_ids, expires_at)
    SELECT account_id, browser_ids, expires_at FROM ${batchOf(columns)}
    ON CONFLICT (account_id) DO UPDATE SET
      browser_ids = (
        SELECT '[' || string_agg(element, ',' ORDER BY place) || ']' FROM (
          SELECT element, row_number() OVER (ORDER BY place) AS place FROM (
            SELECT 0::bigint AS place, element::text
            FROM json_array_elements(excluded.browser_ids::json) AS e(element)
            UNION ALL
            SELECT place, element::text
            FROM json_array_elements(t.browser_ids::json) WITH ORDINALITY AS e(element, place)
            WHERE ${now} < t.expires_at
              AND '[' || element::text || ']' NOT IN (excluded.browser_ids, ${replaced})
          ) AS all_browsers
        ) AS in_order WHERE place <= ${most}),
      expires_at = CASE WHEN ${now} < t.expires_at
        THEN greatest(t.expires_at, excluded.expires_at) ELSE excluded.expires_at END
    RETURNING account_id`
}
