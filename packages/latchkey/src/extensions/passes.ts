import { PasswordHashingBusy } from '../ports/accounts.ts'
import { StorageFailure } from '../ports/storage-failure.ts'
import { Refusal } from '../protocol/refusal.ts'

/** What a function may throw on purpose, as ours do: it has an answer of its own. */
export function passes(thrown: unknown): boolean {
  return (
    thrown instanceof Refusal || thrown instanceof StorageFailure || thrown instanceof PasswordHashingBusy
  )
}
