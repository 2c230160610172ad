import type { SignedIn } from '../../flows/sign-in/browser.ts'
import type { Account } from '../../protocol/accounts/account.ts'

/** A person as pages show them. */
export function toPersonView({ username, claims }: Account): {
  readonly username: string
  readonly name?: string
} {
  return { username, ...(claims.name !== undefined && { name: claims.name }) }
}

/** A person who is signed in in this browser: `session` is what a form sends to name them. */
export function toSignedInView({ account, session }: SignedIn): ReturnType<typeof toPersonView> & {
  readonly session: string
} {
  return { session: session.id, ...toPersonView(account) }
}
