import type { GrantWithAccount } from '../../ports/stores/grant-store.ts'
import { type AccountRow, fromPersonRow, personColumns } from './account-row.ts'
import { fromGrantRow, type GrantRow, grantTable } from './grant-row.ts'
import { joinedColumns, selectJoined, takeJoined } from './joined-row.ts'
import { fromSessionRow, type SessionRow, sessionTable } from './session-row.ts'
import type { TableRow } from './table.ts'

const grants = joinedColumns('g', grantTable.columns)
const accounts = joinedColumns('a', personColumns)
const sessions = joinedColumns('e', sessionTable.columns)

/** `g` is the grant, `a` its account, `e` its session, and `r` what is remembered. */
export const grantWithAccountColumns = `${selectJoined(grants, accounts, sessions)}, r.expires_at AS remembered_until`

export function fromGrantWithAccountRow(row: TableRow, now: number): GrantWithAccount | undefined {
  const grant = takeJoined<GrantRow>(row, grants)
  if (grant === undefined) return undefined
  const account = takeJoined<AccountRow>(row, accounts)
  const session = takeJoined<SessionRow>(row, sessions)
  const until = row.remembered_until
  return {
    grant: fromGrantRow(grant),
    ...(account && { account: fromPersonRow(account) }),
    ...(session && { session: fromSessionRow(session) }),
    isRemembered: typeof until === 'number' && now < until,
  }
}
