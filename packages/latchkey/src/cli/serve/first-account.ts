import type { AuthorizationServer } from '../../index.ts'
import { ManagementError } from '../../index.ts'
import { CommandError } from '../terminal/command-error.ts'
import { makeReadablePassword } from '../terminal/readable-password.ts'

const username = 'me@localhost'

export interface FirstAccount {
  readonly username: string
  /** Present when it was made just now: it cannot be read again. */
  readonly password?: string
}

/**
 * The account that is there for trying things out: created with a random password if there is no account yet,
 * and given a new one if asked for. Nothing where the accounts are somebody else's, or the account is gone.
 */
export async function openFirstAccount(
  server: AuthorizationServer,
  { newPassword }: { readonly newPassword: boolean },
): Promise<FirstAccount | undefined> {
  try {
    if ((await server.accounts.list({ limit: 1 })).length === 0) return await create(server)
    const found = await server.accounts.findByUsername(username)
    if (!newPassword) return found && { username }
    if (found === undefined) throw new CommandError('notFound', `There is no account ${username} any more.`)
    const password = makeReadablePassword()
    await server.accounts.setPassword(found.id, password)
    return { username, password }
  } catch (error) {
    if (error instanceof ManagementError && error.code === 'ACCOUNTS_ARE_YOURS') return undefined
    throw error
  }
}

async function create(server: AuthorizationServer): Promise<FirstAccount> {
  const account = { username, password: makeReadablePassword() }
  const claims = { name: 'First Account', email: username, email_verified: true }
  await server.accounts.create({ ...account, claims })
  return account
}
