import { toRestart } from '../../protocol/authorize/pending-authorization.ts'
import { Refusal } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'
import type { AuthorizationPosition } from './continue-authorization.ts'

/**
 * A yes counts for the account that the page named: still if its person signed in again in another tab, but
 * not once somebody else did. Which it is, the page that follows says.
 * @throws Refusal `account_changed`, `signed_out_meanwhile` or `account_gone`.
 */
export async function requireNamedAccount(
  { signedIn, pending }: AuthorizationPosition,
  { accounts }: Pick<Parts, 'accounts'>,
): Promise<void> {
  const { namedAccountId = '' } = pending
  if (signedIn?.account.id === namedAccountId) return
  const named = await accounts.find(namedAccountId)
  const isGone = named === undefined || named.disabled
  const otherwise = signedIn === undefined ? 'signed_out_meanwhile' : 'account_changed'
  throw new Refusal(isGone ? 'account_gone' : otherwise, {
    page: { pending, ...toRestart(pending) },
  })
}
