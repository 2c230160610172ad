import { ManagementError } from '../management/management.ts'
import type { StoredAccount } from '../ports/stored-records.ts'
import type { AccountStore } from '../ports/stores/account-store.ts'

/** More tries than this would mean that something writes to the account all the time. */
const ATTEMPTS = 10

/**
 * Changes an account, and tries again if another write came first. Returns the account before and after.
 * @throws ManagementError NOT_FOUND, ALREADY_EXISTS (the username) or CHANGED_MEANWHILE
 */
export async function changeAccount(
  accounts: AccountStore,
  id: string,
  change: (current: StoredAccount) => StoredAccount,
): Promise<{ readonly before: StoredAccount; readonly after: StoredAccount }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const before = await accounts.find(id)
    if (before === undefined) throw accountNotFound(id)
    const after = { ...change(before), version: before.version + 1 }
    const outcome = await accounts.update(after)
    if (outcome === 'updated') return { before, after }
    if (outcome === 'unknown') throw accountNotFound(id)
    if (outcome === 'username_taken') throw usernameTaken(after.username)
  }
  throw new ManagementError('CHANGED_MEANWHILE', 'Others kept changing this account; try again')
}

export function accountNotFound(id: string): ManagementError {
  return new ManagementError('NOT_FOUND', `There is no account with the id ${JSON.stringify(id)}`)
}

export function usernameTaken(username: string): ManagementError {
  return new ManagementError(
    'ALREADY_EXISTS',
    `There is an account with the username ${JSON.stringify(username)} already`,
  )
}
