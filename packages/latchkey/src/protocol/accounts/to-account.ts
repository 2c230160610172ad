import type { Account } from './account.ts'

/** The account as everybody may see it, without what is stored beside it, such as its password hash. */
export function toAccount({ id, username, disabled, claims }: Account): Account {
  return { id, username, disabled, claims }
}
