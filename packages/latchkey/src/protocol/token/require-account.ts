import type { Account } from '../accounts/account.ts'
import { refuse } from '../refusal.ts'

/** The account must still exist and be enabled (OAuth 2.1 §4.3.1, OWASP ASVS 7.4.2). */
export function requireAccount(account: Account | undefined): Account {
  return account !== undefined && !account.disabled ? account : refuse('account_unavailable')
}
