import type { StoredAccount } from '../ports/stored-records.ts'
import type { Account } from '../protocol/accounts/account.ts'

/** The account as the rest of the server sees it: without its password hash. */
export function toAccount(stored: StoredAccount): Account {
  const { id, username, disabled, claims } = stored
  return { id, username, disabled, claims }
}
