import { type AccountManagement, ManagementError } from '../management/management.ts'
import { requireMembers } from '../management/require-members.ts'
import type { SignUpProblem } from '../protocol/accounts/sign-up-problem.ts'
import { PASSWORD_MAX_BYTES } from './password-hash.ts'
import { effectiveMinimumLength, type PasswordPolicy, passwordProblems } from './password-policy.ts'

type PasswordProblem = SignUpProblem['problem']
type ChosenPassword = Parameters<AccountManagement['checkPassword']>[0]

const members: Readonly<Record<keyof ChosenPassword, true>> = { username: true, password: true }

/**
 * Checks a password by the rules of the sign-up page.
 * @throws ManagementError INVALID with everything to change
 */
export function checkPassword(chosen: ChosenPassword, policy: PasswordPolicy): void {
  const { username, password } = requireMembers(chosen, { what: 'A chosen password', known: members })
  if (typeof username !== 'string' || typeof password !== 'string')
    throw new ManagementError('INVALID', 'username and password must be texts')
  const [first, ...others] = passwordProblems({ username, password }, policy)
  if (first === undefined) return
  const sentences = [first, ...others].map((problem) => toSentence(problem, policy))
  throw new ManagementError('INVALID', `The password cannot be used: ${sentences.join('; ')}`)
}

function toSentence(problem: PasswordProblem, { minimumLength }: PasswordPolicy): string {
  switch (problem) {
    case 'required':
      return 'it is empty'
    case 'too_long':
      return `it is longer than ${PASSWORD_MAX_BYTES} bytes, or not well-formed Unicode`
    case 'too_short':
      return `it needs at least ${effectiveMinimumLength(minimumLength)} characters (accounts.minimumPasswordLength)`
    case 'contains_username':
      return 'the username is in it'
    case 'too_common':
      return 'it is one that is guessed first, or has the name of this service in it'
    case 'not_an_email':
      throw new Error('Only usernames are asked to be email addresses')
  }
}
