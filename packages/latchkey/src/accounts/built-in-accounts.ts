import type { Accounts } from '../ports/accounts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Random } from '../ports/random.ts'
import type { Storage } from '../ports/storage.ts'
import { toAccount } from '../protocol/accounts/to-account.ts'
import type { InvitationTokens } from './invitation.ts'
import type { PasswordHashing } from './password-hash.ts'
import { effectiveMinimumLength } from './password-policy.ts'
import { signIn } from './sign-in.ts'
import { findInvitation, signUpInvited, signUpOpenly } from './sign-up.ts'

/** Who may sign up on our pages. */
export type SignUpMode = 'open' | 'invite' | 'closed'

export interface BuiltInAccountsParts {
  readonly storage: Pick<Storage, 'accounts' | 'rememberedIds'>
  /** The same object that account management uses, so that all hashing waits in one queue. */
  readonly passwords: PasswordHashing
  readonly clock: Clock
  readonly random: Random
  readonly events: Events
  readonly signUp: SignUpMode
  /** Characters; a smaller number counts as 8. */
  readonly minimumPasswordLength: number
  readonly brandName: string
  readonly invitations: InvitationTokens
}

/**
 * Accounts with passwords in our own storage. `signIn` and `signUp.create` throw `PasswordHashingBusy` under
 * too much load.
 */
export function createBuiltInAccounts(parts: BuiltInAccountsParts): Accounts {
  return {
    signIn: (credentials, requester) => signIn(parts, credentials, requester),
    async find(accountId) {
      const stored = await parts.storage.accounts.find(accountId)
      return stored && toAccount(stored)
    },
    ...(parts.signUp !== 'closed' && { signUp: signUpPart(parts, parts.signUp) }),
  }
}

function signUpPart(parts: BuiltInAccountsParts, mode: 'open' | 'invite'): NonNullable<Accounts['signUp']> {
  const minimumPasswordLength = effectiveMinimumLength(parts.minimumPasswordLength)
  const policy = { minimumLength: minimumPasswordLength, brandName: parts.brandName }
  const signUp = mode === 'open' ? signUpOpenly : signUpInvited
  return {
    mode,
    minimumPasswordLength,
    create: (form, requester) => signUp({ ...parts, policy }, form, requester),
    findInvitation: (invitation) => findInvitation(parts, invitation),
  }
}
