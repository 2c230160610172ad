import type { SessionWithAccount } from '../../ports/stores/session-store.ts'
import { type AccountRow, fromPersonRow, personColumns } from './account-row.ts'
import { type ConsentRow, consentTable, fromConsentRow } from './consent-row.ts'
import { joinedColumns, selectJoined, takeJoined } from './joined-row.ts'
import { fromSessionRow, type SessionRow, sessionTable } from './session-row.ts'
import type { TableRow } from './table.ts'

const sessions = joinedColumns('e', sessionTable.columns)
const accounts = joinedColumns('a', personColumns)
const consents = joinedColumns('c', consentTable.columns)

/** `e` is the session, `a` its account, and `c` what the account allowed a client. */
export const sessionWithAccountColumns = selectJoined(sessions, accounts, consents)

export function fromSessionWithAccountRow(row: TableRow): SessionWithAccount | undefined {
  const session = takeJoined<SessionRow>(row, sessions)
  if (session === undefined) return undefined
  const account = takeJoined<AccountRow>(row, accounts)
  const consent = takeJoined<ConsentRow>(row, consents)
  return {
    session: fromSessionRow(session),
    ...(account && { account: fromPersonRow(account) }),
    ...(consent && { consent: fromConsentRow(consent) }),
  }
}
