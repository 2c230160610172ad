import type { Account, AuthorizationServer } from '../../index.ts'
import { CommandError } from '../terminal/command-error.ts'

/** Finds an account by its username or its id. */
export async function findUser(server: AuthorizationServer, named: string): Promise<Account> {
  const account = (await server.accounts.findByUsername(named)) ?? (await server.accounts.find(named))
  if (account === undefined)
    throw new CommandError('notFound', `There is no account with the username or id ${named}`)
  return account
}
