import type { AccountClaims } from '../protocol/accounts/account.ts'
import { isEmailAddress } from './is-email-address.ts'

/** The claims of a new account for which none were given: its username, as the claim that it looks like. */
export function newAccountClaims(
  account: { readonly username: string; readonly claims?: AccountClaims },
  now: number,
): AccountClaims {
  const { username, claims } = account
  const named = isEmailAddress(username)
    ? { email: username, email_verified: false }
    : { preferred_username: username }
  return { ...named, updated_at: now, ...claims }
}
