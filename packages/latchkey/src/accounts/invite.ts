import { ManagementError } from '../management/management.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import { randomId } from '../ports/random.ts'
import type { SignUpMode } from './built-in-accounts.ts'
import type { InvitationTokens } from './invitation.ts'
import { isEmailAddress } from './is-email-address.ts'

export interface InviteParts {
  readonly clock: Clock
  readonly random: Random
  readonly signUp: SignUpMode
  readonly invitations: InvitationTokens
  /** The absolute URL of the sign-up page with an invitation in it. */
  readonly signUpUrl: (invitation: string) => string
  /** Seconds. */
  readonly invitationSeconds: number
}

/** A link for one sign-up; with an email, for that address only. */
export function invite(
  parts: InviteParts,
  email: string | undefined,
): { readonly url: string; readonly expiresAt: number } {
  if (parts.signUp !== 'invite')
    throw new ManagementError(
      'INVALID',
      `Invitations need sign-up by invitation: set signUp to 'invite' (it is '${parts.signUp}')`,
    )
  if (email !== undefined && !isEmailAddress(email))
    throw new ManagementError('INVALID', 'email does not look like an email address')
  const expiresAt = parts.clock.now() + parts.invitationSeconds
  const token = parts.invitations.mint({
    id: randomId(parts.random),
    expiresAt,
    ...(email !== undefined && { email }),
  })
  return { url: parts.signUpUrl(token), expiresAt }
}
