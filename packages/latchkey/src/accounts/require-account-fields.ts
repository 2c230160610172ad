import { type AccountChange, ManagementError, type NewAccount } from '../management/management.ts'
import { requireMembers } from '../management/require-members.ts'
import type { AccountClaims } from '../protocol/accounts/account.ts'
import { canonicalUsername, USERNAME_MAX_LENGTH } from '../protocol/accounts/canonical-username.ts'
import { hasControlCharacters } from '../protocol/has-control-characters.ts'
import { isHashable, PASSWORD_MAX_BYTES } from './password-hash.ts'

/**
 * A `sub` is at most 255 ASCII characters (OpenID Connect Core §2); spaces and control characters would only
 * cause trouble.
 */
const ACCOUNT_ID = /^[\x21-\x7e]{1,255}$/

/** Bytes of JSON: claims are part of tokens and of every userinfo response. */
const CLAIMS_MAX_BYTES = 16_384

/**
 * A username, and the form in which it is compared.
 * @throws ManagementError INVALID
 */
export function requireUsername(username: string): {
  readonly username: string
  readonly canonicalUsername: string
} {
  // Callers without types may pass anything.
  if (typeof username !== 'string') throw new ManagementError('INVALID', 'username must be a text')
  const trimmed = username.trim()
  const canonical = canonicalUsername(trimmed)
  if (canonical === '') throw new ManagementError('INVALID', 'username is empty')
  if (Math.max(trimmed.length, canonical.length) > USERNAME_MAX_LENGTH)
    throw new ManagementError('INVALID', `username is longer than ${USERNAME_MAX_LENGTH} characters`)
  if (hasControlCharacters(trimmed))
    throw new ManagementError('INVALID', 'username has control characters in it')
  return { username: trimmed, canonicalUsername: canonical }
}

/** Requires an id that can be a `sub`. @throws ManagementError INVALID */
export function requireAccountId(id: string): string {
  if (ACCOUNT_ID.test(id)) return id
  throw new ManagementError('INVALID', 'id must be 1 to 255 printable ASCII characters without spaces')
}

/**
 * A password that an operator sets need only be hashable, for the sake of seeds, imports and tests. The
 * policy is for people who choose their own at sign-up.
 * @throws ManagementError INVALID
 */
export function requireOperatorPassword(password: string): string {
  if (typeof password === 'string' && isHashable(password)) return password
  throw new ManagementError('INVALID', `password must be 1 to ${PASSWORD_MAX_BYTES} bytes of UTF-8`)
}

/** Requires claims that are JSON of at most 16 KiB. @throws ManagementError INVALID */
export function requireClaims(claims: AccountClaims): AccountClaims {
  const bytes = Buffer.byteLength(toJson(claims))
  if (bytes <= CLAIMS_MAX_BYTES) return claims
  throw new ManagementError('INVALID', `claims are ${bytes} bytes of JSON; at most ${CLAIMS_MAX_BYTES} fit`)
}

const newAccountMembers: Readonly<Record<keyof NewAccount, true>> = {
  id: true,
  username: true,
  password: true,
  claims: true,
}
const accountChangeMembers: Readonly<Record<keyof AccountChange, true>> = {
  username: true,
  claims: true,
  disabled: true,
}

/** @throws ManagementError INVALID for a member that an account is not made with */
export function requireNewAccount(account: NewAccount): NewAccount {
  return requireMembers(account, {
    what: 'An account',
    known: newAccountMembers,
    instead: { disabled: 'update it after it was made' },
    undefinedIsAbsent: true,
  })
}

/** @throws ManagementError INVALID for a member that `update` does not change */
export function requireAccountChange(change: AccountChange): AccountChange {
  return requireMembers(change, {
    what: 'A change',
    known: accountChangeMembers,
    instead: { password: 'setPassword sets it', id: 'it is never changed' },
  })
}

/** For callers without types. @throws ManagementError INVALID */
export function requireObject<Written extends object>(value: Written, what: string): Written {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new ManagementError('INVALID', `${what} must be an object`)
}

/** `'false'` would disable an account, and `null` enable it. @throws ManagementError INVALID */
export function requireFlag(value: boolean, name: string): boolean {
  if (typeof value === 'boolean') return value
  throw new ManagementError('INVALID', `${name} must be true or false`)
}

function toJson(claims: AccountClaims): string {
  try {
    return JSON.stringify(claims)
  } catch {
    throw new ManagementError('INVALID', 'claims cannot be written as JSON')
  }
}
