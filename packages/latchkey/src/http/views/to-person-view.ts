import type { Account } from '../../protocol/accounts/account.ts'

/** A person as pages show them. */
export function toPersonView({ username, claims }: Account): {
  readonly username: string
  readonly name?: string
} {
  return { username, ...(claims.name !== undefined && { name: claims.name }) }
}
