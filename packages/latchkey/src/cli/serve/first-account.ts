import type { AuthorizationServer } from '../../index.ts'
import { ManagementError } from '../../index.ts'
import { makeReadablePassword } from '../terminal/readable-password.ts'

export interface FirstAccount {
  readonly username: string
  readonly password: string
}

/**
 * Creates an account with a random password if there is none yet. Returns the password; it cannot be read
 * again.
 */
export async function createFirstAccount(server: AuthorizationServer): Promise<FirstAccount | undefined> {
  try {
    if ((await server.accounts.list({ limit: 1 })).length > 0) return undefined
    const account = { username: 'me@localhost', password: makeReadablePassword() }
    const claims = { name: 'First Account', email: account.username, email_verified: true }
    await server.accounts.create({ ...account, claims })
    return account
  } catch (error) {
    if (error instanceof ManagementError && error.code === 'ACCOUNTS_ARE_YOURS') return undefined
    throw error
  }
}
