import type { StoredAccount } from '../../ports/stored-records.ts'
import type { Account } from '../../protocol/accounts/account.ts'

/** The account without its password hash. */
export function toPerson({ id, username, disabled, claims }: StoredAccount): Account {
  return { id, username, disabled, claims }
}
