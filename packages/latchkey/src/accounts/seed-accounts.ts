import type { AccountManagement, NewAccount } from '../management/management.ts'
import { ManagementError } from '../management/management.ts'
import type { Account } from '../protocol/accounts/account.ts'

/**
 * Creates the configured accounts that do not exist yet, and returns those that it created. Existing accounts
 * stay as they are, so that a password that was changed since is not reset, and no time is spent on hashing
 * it.
 */
export async function seedAccounts(
  accounts: Pick<AccountManagement, 'create' | 'find' | 'findByUsername'>,
  users: readonly NewAccount[],
): Promise<readonly Account[]> {
  const created: Account[] = []
  for (const user of users) {
    if (await exists(accounts, user)) continue
    const account = await createUnlessTaken(accounts, user)
    if (account) created.push(account)
  }
  return created
}

async function exists(
  accounts: Pick<AccountManagement, 'find' | 'findByUsername'>,
  user: NewAccount,
): Promise<boolean> {
  if (user.id !== undefined && (await accounts.find(user.id))) return true
  return (await accounts.findByUsername(user.username)) !== undefined
}

/** Another node that starts at the same time may create the account first. */
async function createUnlessTaken(
  accounts: Pick<AccountManagement, 'create'>,
  user: NewAccount,
): Promise<Account | undefined> {
  try {
    return await accounts.create(user)
  } catch (error) {
    if (error instanceof ManagementError && error.code === 'ALREADY_EXISTS') return undefined
    throw error
  }
}
