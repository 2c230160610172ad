import { type AccountManagement, ManagementError } from '../management/management.ts'
import { requireMembers } from '../management/require-members.ts'
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

type InviteOptions = NonNullable<Parameters<AccountManagement['invite']>[0]>

const inviteMembers: Readonly<Record<keyof InviteOptions, true>> = { email: true }

/**
 * A link for one sign-up; with an email, for that address only. An address that is mistyped or undefined
 * would make a link for anybody.
 */
export function invite(
  parts: InviteParts,
  options: InviteOptions = {},
): { readonly url: string; readonly expiresAt: number } {
  const { email } = requireMembers(options, { what: 'An invitation', known: inviteMembers })
  if (parts.signUp !== 'invite')
    throw new ManagementError(
      'INVALID',
      `Invitations need sign-up by invitation: set signUp to 'invite' (it is '${parts.signUp}')`,
    )
  if (email !== undefined && !isEmailAddress(email))
    throw new ManagementError('INVALID', 'email does not look like an email address')
  const createdAt = parts.clock.now()
  const expiresAt = createdAt + parts.invitationSeconds
  const token = parts.invitations.mint({
    id: randomId(parts.random),
    createdAt,
    expiresAt,
    ...(email !== undefined && { email }),
  })
  return { url: parts.signUpUrl(token), expiresAt }
}
