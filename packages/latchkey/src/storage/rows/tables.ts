import type { RecordKind, StoredRecords } from '../../ports/stored-records.ts'
import { accountTable } from './account-row.ts'
import { attemptTable } from './attempt-row.ts'
import { clientTable } from './client-row.ts'
import { consentTable } from './consent-row.ts'
import { eventTable } from './event-row.ts'
import { familiarBrowsersTable } from './familiar-browsers-row.ts'
import { grantTable } from './grant-row.ts'
import { rememberedIdTable } from './remembered-id-row.ts'
import { sessionTable } from './session-row.ts'
import { signingKeyTable } from './signing-key-row.ts'
import type { Table } from './table.ts'

/** The table of each kind of record. */
export const tables: { readonly [Kind in RecordKind]: Table<StoredRecords[Kind]> } = {
  accounts: accountTable,
  clients: clientTable,
  signingKeys: signingKeyTable,
  consents: consentTable,
  sessions: sessionTable,
  familiarBrowsers: familiarBrowsersTable,
  grants: grantTable,
  rememberedIds: rememberedIdTable,
  attempts: attemptTable,
  events: eventTable,
}
