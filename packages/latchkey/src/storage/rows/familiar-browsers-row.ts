import type { FamiliarBrowsers } from '../../protocol/accounts/familiar-browsers.ts'
import type { Table } from './table.ts'

export type FamiliarBrowsersRow = {
  readonly account_id: string
  readonly browser_ids: string
  readonly expires_at: number
}

export function toFamiliarBrowsersRow(browsers: FamiliarBrowsers): FamiliarBrowsersRow {
  return {
    account_id: browsers.accountId,
    browser_ids: JSON.stringify(browsers.browserIds),
    expires_at: browsers.expiresAt,
  }
}

export function fromFamiliarBrowsersRow(row: FamiliarBrowsersRow): FamiliarBrowsers {
  return {
    accountId: row.account_id,
    browserIds: JSON.parse(row.browser_ids),
    expiresAt: row.expires_at,
  }
}

export const familiarBrowsersTable: Table<FamiliarBrowsers, FamiliarBrowsersRow> = {
  name: 'familiar_browsers',
  key: ['account_id'],
  end: 'expires_at',
  columns: {
    account_id: 'text',
    browser_ids: 'text',
    expires_at: 'bigint',
  },
  toRow: toFamiliarBrowsersRow,
  fromRow: fromFamiliarBrowsersRow,
}
