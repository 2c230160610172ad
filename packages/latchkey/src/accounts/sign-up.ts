import type { InvitationState, Requester, SignUpForm, SignUpOutcome } from '../ports/accounts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Random } from '../ports/random.ts'
import { randomId } from '../ports/random.ts'
import type { Storage } from '../ports/storage.ts'
import type { StoredAccount } from '../ports/stored-records.ts'
import { canonicalUsername, USERNAME_MAX_LENGTH } from '../protocol/accounts/canonical-username.ts'
import type { SignUpProblem } from '../protocol/accounts/sign-up-problem.ts'
import type { Invitation, InvitationTokens } from './invitation.ts'
import { invitedAccountId, isUnexpired, readInvitation } from './invitation.ts'
import { isEmailAddress } from './is-email-address.ts'
import { newAccountClaims } from './new-account-claims.ts'
import { partiesOf } from './parties.ts'
import type { PasswordHashing } from './password-hash.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { passwordProblems } from './password-policy.ts'

/** UTF-16 units. */
const NAME_MAX_LENGTH = 200

export interface SignUpParts {
  readonly storage: Pick<Storage, 'accounts' | 'rememberedIds'>
  readonly passwords: PasswordHashing
  readonly clock: Clock
  readonly random: Random
  readonly events: Events
  readonly policy: PasswordPolicy
  readonly invitations: InvitationTokens
}

type InvitationParts = Pick<SignUpParts, 'storage' | 'clock' | 'invitations'>

/** The fields of the form, cleaned of what the keyboard may have added, and who sent it. */
interface Applicant {
  readonly requester: Requester
  readonly username: string
  readonly password: string
  readonly name: string
}

/**
 * Creates an account for whoever fills in the form. A known username gets the same response after the same
 * work (ASVS 6.3.8).
 */
export async function signUpOpenly(
  parts: SignUpParts,
  form: SignUpForm,
  requester: Requester,
): Promise<SignUpOutcome> {
  const applicant = toApplicant(form, requester)
  const problems = applicantProblems(applicant, parts.policy)
  if (problems.length > 0) return { outcome: 'invalid', problems }
  const account = await prepareAccount(parts, applicant, randomId(parts.random))
  const created = await parts.storage.accounts.create(account)
  if (created === 'id_taken')
    throw new Error('A new random account id was taken: the random source is broken')
  reportCreation(parts, account, created)
  return { outcome: 'accepted' }
}

/** Creates the one account that an invitation allows. */
export async function signUpInvited(
  parts: SignUpParts,
  form: SignUpForm,
  requester: Requester,
): Promise<SignUpOutcome> {
  const applicant = toApplicant(form, requester)
  const invitation = readInvitation(parts.invitations, form.invitation)
  if (invitation === undefined) return { outcome: 'invitation_invalid' }
  const { state } = await stateOf(parts, invitation)
  if (state === 'used' && (await hasSignedUp(parts, invitation, applicant))) return { outcome: 'accepted' }
  if (state !== 'usable') return { outcome: 'invitation_invalid' }
  const problems = applicantProblems(applicant, parts.policy)
  if (problems.length > 0) return { outcome: 'invalid', problems }
  if (!isFor(invitation, applicant)) return { outcome: 'invitation_invalid' }
  const account = await prepareAccount(parts, applicant, invitedAccountId(invitation))
  const created = await parts.storage.accounts.create(account)
  if (created === 'id_taken') {
    const isSame = await hasSignedUp(parts, invitation, applicant)
    return { outcome: isSame ? 'accepted' : 'invitation_invalid' }
  }
  if (created === 'created') await useUp(parts, invitation)
  reportCreation(parts, account, created)
  return { outcome: 'accepted' }
}

/** What an invitation in a link is good for. */
export async function findInvitation(parts: InvitationParts, token: string): Promise<InvitationState> {
  const invitation = readInvitation(parts.invitations, token)
  return invitation === undefined ? { state: 'unknown' } : stateOf(parts, invitation)
}

async function stateOf(parts: InvitationParts, invitation: Invitation): Promise<InvitationState> {
  const { email } = invitation
  if (await isUsedUp(parts, invitation)) return { state: 'used' }
  if (!isUnexpired(invitation, parts.clock.now())) return { state: 'expired' }
  return { state: 'usable', ...(email !== undefined && { email }) }
}

/**
 * True when the form was sent twice: whoever used the invitation has this username. That says no more than
 * the answer to a username that is taken.
 */
async function hasSignedUp(
  { storage }: InvitationParts,
  invitation: Invitation,
  { username }: Applicant,
): Promise<boolean> {
  const account = await storage.accounts.find(invitedAccountId(invitation))
  return account?.canonicalUsername === canonicalUsername(username)
}

/**
 * The account's row keeps its invitation from being used twice, but only while the account exists. Without
 * this mark, an invitation could bring back the `sub` of a removed account (OpenID Connect Core §2: never
 * reassigned).
 */
async function useUp(parts: SignUpParts, invitation: Invitation): Promise<void> {
  await parts.storage.rememberedIds.remember(markOf(invitation), invitation.expiresAt, parts.clock.now())
}

async function isUsedUp({ storage, clock }: InvitationParts, invitation: Invitation): Promise<boolean> {
  const [isMarked, account] = await Promise.all([
    storage.rememberedIds.has(markOf(invitation), clock.now()),
    storage.accounts.find(invitedAccountId(invitation)),
  ])
  return isMarked || account !== undefined
}

function markOf(invitation: Invitation): string {
  return `invitation:${invitation.id}`
}

function isFor(invitation: Invitation, applicant: Applicant): boolean {
  return (
    invitation.email === undefined ||
    canonicalUsername(invitation.email) === canonicalUsername(applicant.username)
  )
}

function toApplicant(form: SignUpForm, requester: Requester): Applicant {
  return {
    requester,
    username: form.username.normalize('NFKC').trim(),
    password: form.password,
    // Control characters and bidirectional overrides in a name could change how the text around it on a page
    // reads.
    name: (form.name ?? '').replace(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim(),
  }
}

function applicantProblems(applicant: Applicant, policy: PasswordPolicy): readonly SignUpProblem[] {
  const problems: SignUpProblem[] = []
  const usernameProblem = emailUsernameProblem(applicant.username)
  if (usernameProblem) problems.push({ field: 'username', problem: usernameProblem })
  for (const problem of passwordProblems(applicant, policy)) problems.push({ field: 'password', problem })
  if (applicant.name.length > NAME_MAX_LENGTH) problems.push({ field: 'name', problem: 'too_long' })
  return problems
}

function emailUsernameProblem(username: string): SignUpProblem['problem'] | undefined {
  if (username === '') return 'required'
  if (username.length > USERNAME_MAX_LENGTH) return 'too_long'
  return isEmailAddress(username) ? undefined : 'not_an_email'
}

async function prepareAccount(parts: SignUpParts, applicant: Applicant, id: string): Promise<StoredAccount> {
  const passwordHash = await parts.passwords.hash(applicant.password, partiesOf(applicant.requester))
  const now = parts.clock.now()
  const { username, name } = applicant
  return {
    id,
    username,
    canonicalUsername: canonicalUsername(username),
    passwordHash,
    claims: newAccountClaims({ username, ...(name !== '' && { claims: { name } }) }, now),
    disabled: false,
    createdAt: now,
    version: 1,
  }
}

/**
 * The event of the form says who asked, but not the outcome, which the response must not reveal. This one
 * does.
 */
function reportCreation(
  parts: SignUpParts,
  account: StoredAccount,
  created: 'created' | 'username_taken',
): void {
  parts.events.report(
    created === 'created'
      ? { name: 'account.created', outcome: 'success', accountId: account.id }
      : { name: 'account.created', outcome: 'failure', reason: 'username_taken' },
  )
}
