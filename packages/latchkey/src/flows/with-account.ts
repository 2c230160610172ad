import type { Account } from '../protocol/accounts/account.ts'
import type { Parts } from './parts.ts'

/**
 * Records that storage reads together with their account, and the account. One of the embedder's is not in
 * our storage, so they are asked for it; at once if its id is known, and otherwise when it is.
 */
export async function withAccount<Found extends { readonly account?: Account }>(
  reading: Promise<Found | undefined>,
  accountId: string | ((found: Found) => string),
  { accounts, accountsAreStored }: Pick<Parts, 'accounts' | 'accountsAreStored'>,
): Promise<{ readonly found: Found | undefined; readonly account: Account | undefined }> {
  if (accountsAreStored) {
    const found = await reading
    return { found, account: found?.account }
  }
  // Never the one that was found: such rows are from a time before the embedder had accounts of their own.
  if (typeof accountId === 'string') {
    const [found, account] = await Promise.all([reading, accounts.find(accountId)])
    return { found, account }
  }
  const found = await reading
  return { found, account: found && (await accounts.find(accountId(found))) }
}
