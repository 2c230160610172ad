import { ExtensionFailure, guardExtension } from 'latchkey-connect/internal'
import type { Accounts, InvitationState, SignInOutcome, SignUpOutcome } from '../ports/accounts.ts'
import type { Account } from '../protocol/accounts/account.ts'
import { isSubject } from '../protocol/accounts/is-subject.ts'
import type { AuditEvent } from '../protocol/event.ts'
import { isTexts, requireMember, requireObject } from './answers.ts'
import { extensionSeconds } from './extension-seconds.ts'
import { passes } from './passes.ts'

type SignUp = NonNullable<Accounts['signUp']>

/** An embedder's accounts, each method with its time limit and a checked answer. */
export function guardAccounts(own: Accounts): Accounts {
  const find = guardExtension(
    { name: 'accounts.find', seconds: extensionSeconds['accounts.find'], passes, read: readFound },
    (accountId: string) => own.find(accountId),
  )
  return {
    signIn: guardExtension(
      { name: 'accounts.signIn', seconds: extensionSeconds['accounts.signIn'], passes, read: readSignIn },
      (...given: Parameters<Accounts['signIn']>) => own.signIn(...given),
    ),
    async find(accountId) {
      const account = await find(accountId)
      return account && requireAsked(account, accountId)
    },
    ...(own.signUp && { signUp: guardSignUp(own.signUp) }),
  }
}

function guardSignUp(own: SignUp): SignUp {
  const { mode, minimumPasswordLength } = own
  const create = guardExtension(
    {
      name: 'accounts.signUp.create',
      seconds: extensionSeconds['accounts.signUp.create'],
      passes,
      read: readSignUp,
    },
    (...given: Parameters<SignUp['create']>) => own.create(...given),
  )
  if (own.findInvitation === undefined) return { mode, minimumPasswordLength, create }
  const findInvitation = guardExtension(
    {
      name: 'accounts.signUp.findInvitation',
      seconds: extensionSeconds['accounts.signUp.findInvitation'],
      passes,
      read: readInvitation,
    },
    (invitation: string) => own.findInvitation?.(invitation),
  )
  return { mode, minimumPasswordLength, create, findInvitation }
}

/** Reads an account that a function of the embedder's returned. @throws Error that says what is wrong */
export function readAccount(value: unknown): Account {
  const { id, username, disabled, claims } = requireObject(value, 'an account')
  requireMember(isSubject(id), 'id', '1 to 255 printable ASCII characters without spaces')
  requireMember(typeof username === 'string', 'username', 'a text')
  // A text such as "0", or nothing, could be meant either way.
  requireMember(typeof disabled === 'boolean', 'disabled', 'true or false')
  requireObject(claims, 'an object with the claims, at "claims"')
  return value as Account
}

/** Many databases return null for a missing row, and JavaScript callers pass it on. */
function readFound(value: unknown): Account | undefined {
  return value === undefined || value === null ? undefined : readAccount(value)
}

/** Tokens would say one person and be about another. */
function requireAsked(account: Account, accountId: string): Account {
  if (account.id === accountId) return account
  throw ExtensionFailure.unusable('accounts.find', 'it is the account of another id than was asked for')
}

function readSignIn(value: unknown): SignInOutcome {
  const answer = requireObject(value, 'an object with "outcome"')
  const { outcome } = answer
  if (outcome === 'wrong_credentials' || outcome === 'disabled') return { outcome, ...readWhose(answer) }
  requireMember(outcome === 'authenticated', 'outcome', 'authenticated, wrong_credentials or disabled')
  const { account, amr, isStillCurrent } = answer
  requireMember(isTexts(amr), 'amr', "a list of texts, such as ['pwd']")
  const authenticated = {
    outcome: 'authenticated',
    account: readAccount(account),
    amr: amr as readonly string[],
  } as const
  if (isStillCurrent === undefined) return authenticated
  requireMember(typeof isStillCurrent === 'function', 'isStillCurrent', 'a function')
  const call = isStillCurrent as () => unknown
  return { ...authenticated, isStillCurrent: guardIsStillCurrent(() => call.call(answer)) }
}

/** The account that a failed sign-in was about, if there is one: for its audit events. */
function readWhose({ accountId }: Readonly<Record<string, unknown>>): Pick<AuditEvent, 'accountId'> {
  if (accountId === undefined || accountId === null) return {}
  requireMember(isSubject(accountId), 'accountId', 'the id of the account, or left out')
  return { accountId: accountId as string }
}

function guardIsStillCurrent(own: () => unknown): () => Promise<boolean> {
  const name = 'accounts.signIn().isStillCurrent'
  return guardExtension({ name, seconds: extensionSeconds[name], passes, read: readBoolean }, own)
}

function readBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new Error('it must be true or false')
}

function readSignUp(value: unknown): SignUpOutcome {
  const { outcome, problems } = requireObject(value, 'an object with "outcome"')
  if (outcome === 'accepted' || outcome === 'invitation_invalid') return { outcome }
  requireMember(outcome === 'invalid', 'outcome', 'accepted, invalid or invitation_invalid')
  requireMember(
    Array.isArray(problems) && problems.every(isProblem),
    'problems',
    'a list of { field, problem }',
  )
  return value as SignUpOutcome
}

function isProblem(value: unknown): boolean {
  const { field, problem } = (value ?? {}) as Readonly<Record<string, unknown>>
  return typeof field === 'string' && typeof problem === 'string'
}

function readInvitation(value: unknown): InvitationState {
  const { state, email } = requireObject(value, 'an object with "state"')
  if (state === 'expired' || state === 'used' || state === 'unknown') return { state }
  requireMember(state === 'usable', 'state', 'usable, used, expired or unknown')
  requireMember(email === undefined || typeof email === 'string', 'email', 'a text, or left out')
  return value as InvitationState
}
