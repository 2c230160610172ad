import { canonicalUsername } from '../protocol/accounts/canonical-username.ts'
import type { SignUpProblem } from '../protocol/accounts/sign-up-problem.ts'
import { isCommonPassword } from './is-common-password.ts'
import { isHashable, normalizePassword } from './password-hash.ts'

/** Characters. No configuration can go below it (ASVS 6.2.1). */
const MIN_PASSWORD_LENGTH = 8

/** Characters. Shorter words occur in too many good passwords. */
const SHORTEST_CONTEXT_WORD = 4

export interface PasswordPolicy {
  /** Characters: Unicode code points of the normalised password. */
  readonly minimumLength: number
  /** A password must not contain it, nor the username (ASVS 6.2.11). */
  readonly brandName: string
}

/** The configured minimum, but never less than 8. */
export function effectiveMinimumLength(configured: number): number {
  return Math.max(MIN_PASSWORD_LENGTH, configured)
}

/**
 * The problems of a password that a person chose; empty when it is fine. There are no rules about kinds of
 * characters (ASVS 6.2.5), and only the bytes limit its length (ASVS 6.2.9).
 */
export function passwordProblems(
  chosen: { readonly password: string; readonly username: string },
  policy: PasswordPolicy,
): readonly SignUpProblem['problem'][] {
  if (chosen.password === '') return ['required']
  if (!isHashable(chosen.password)) return ['too_long']
  const password = normalizePassword(chosen.password)
  const problems: SignUpProblem['problem'][] = []
  if ([...password].length < effectiveMinimumLength(policy.minimumLength)) problems.push('too_short')
  if (containsUsername(password, chosen.username)) problems.push('contains_username')
  if (isCommonPassword(password) || containsWord(password, policy.brandName)) problems.push('too_common')
  return problems
}

function containsUsername(password: string, username: string): boolean {
  const localPart = username.split('@')[0] ?? ''
  return containsWord(password, localPart)
}

function containsWord(password: string, word: string): boolean {
  const canonical = canonicalUsername(word)
  return canonical.length >= SHORTEST_CONTEXT_WORD && canonicalUsername(password).includes(canonical)
}
