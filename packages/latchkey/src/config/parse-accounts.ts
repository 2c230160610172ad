import { nearestName } from 'latchkey-connect/internal'
import { guardAccounts } from '../extensions/guard-accounts.ts'
import type { NewAccount } from '../management/management.ts'
import type { Accounts } from '../ports/accounts.ts'
import { ACCESS_TOKEN_PROTOCOL_CLAIMS } from '../protocol/access-token/to-access-token-claims.ts'
import { canonicalUsername } from '../protocol/accounts/canonical-username.ts'
import { isSubject } from '../protocol/accounts/is-subject.ts'
import { ID_TOKEN_PROTOCOL_CLAIMS } from '../protocol/id-token/to-id-token-claims.ts'
import {
  type BuiltInAccounts,
  type BuiltInAccountsConfiguration,
  builtInAccounts,
} from '../settings/built-in-accounts.ts'
import { option } from '../settings/define-option.ts'
import { plainCopy } from './plain-copy.ts'
import { readOptions } from './read-options.ts'
import { joinPath, readShape } from './read-shape.ts'
import type { Report } from './report.ts'
import { requirePlain } from './require-plain.ts'
import { standardClaims, userShape } from './user-shape.ts'

/** Which accounts can sign in: the built-in ones with these rules, or the operator's own. */
export type AccountsChoice =
  | ({ readonly kind: 'built-in' } & BuiltInAccounts)
  | { readonly kind: 'own'; readonly accounts: Accounts }

const builtIn = { accounts: option(builtInAccounts) }
const maxPasswordBytes = 1024
/** Claims that only the server may set (OpenID Connect Core §2, RFC 9068 §2.2). */
const protocolClaims = new Set([...ID_TOKEN_PROTOCOL_CLAIMS, ...ACCESS_TOKEN_PROTOCOL_CLAIMS])

export function parseAccounts(
  written: BuiltInAccountsConfiguration | Accounts | undefined,
  report: Report,
): AccountsChoice {
  if (hasEither(written, 'signIn', 'find')) return parseOwnAccounts(written, report)
  const isPlain = requirePlain(written, { path: 'accounts', report })
  const { accounts } = readOptions(builtIn, {
    input: isPlain ? { accounts: plainCopy(written) } : {},
    report,
  })
  return Object.freeze({ kind: 'built-in', ...accounts })
}

function parseOwnAccounts(accounts: Partial<Accounts>, report: Report): AccountsChoice {
  for (const name of ['signIn', 'find'] as const) {
    if (typeof accounts[name] !== 'function') report.problem(`accounts.${name}`, 'must be a function')
  }
  if (accounts.signUp !== undefined && !isOwnSignUp(accounts.signUp)) {
    report.problem(
      'accounts.signUp',
      'must be an object with a function "create", "mode" (open or invite) and "minimumPasswordLength"',
    )
  }
  return Object.freeze({ kind: 'own', accounts: guardAccounts(accounts as Accounts) })
}

function isOwnSignUp(signUp: unknown): boolean {
  const { create, mode, minimumPasswordLength, findInvitation } = (signUp ?? {}) as Partial<
    NonNullable<Accounts['signUp']>
  >
  return (
    typeof create === 'function' &&
    (mode === 'open' || mode === 'invite') &&
    Number.isInteger(minimumPasswordLength) &&
    (findInvitation === undefined || typeof findInvitation === 'function')
  )
}

function hasEither(value: unknown, ...names: readonly string[]): value is Partial<Accounts> {
  return typeof value === 'object' && value !== null && names.some((name) => name in value)
}

/** The accounts that must exist. */
export function parseUsers(
  list: readonly NewAccount[],
  { accounts, report }: { readonly accounts: AccountsChoice; readonly report: Report },
): readonly NewAccount[] {
  if (list.length > 0 && accounts.kind === 'own') {
    report.problem(
      'users',
      'belong to the built-in accounts; with accounts of your own, make them in your own table',
    )
  }
  const owners = new Map<string, string>()
  return list.flatMap((entry, index) => {
    const path = `users[${index}]`
    const user = readShape(userShape, entry, { path, report })
    if (user === undefined) return []
    requireSensibleUser(user, { path, report })
    requireNew('username', canonicalUsername(user.username), { path, owners, report })
    if (user.id !== undefined) requireNew('id', user.id, { path, owners, report })
    return [user]
  })
}

function requireSensibleUser(
  user: NewAccount,
  { path, report }: { readonly path: string; readonly report: Report },
): void {
  if (user.id !== undefined && !isSubject(user.id))
    report.problem(
      `${path}.id`,
      'must be 1 to 255 printable ASCII characters without spaces (OpenID Connect Core §2)',
    )
  if (canonicalUsername(user.username) === '') report.problem(`${path}.username`, 'must not be blank')
  if (user.password !== undefined && Buffer.byteLength(user.password) > maxPasswordBytes) {
    report.problem(`${path}.password`, `must be at most ${maxPasswordBytes} bytes long`)
  }
  for (const claim of Object.keys(user.claims ?? {}))
    judgeClaim(claim, joinPath(`${path}.claims`, [claim]), report)
}

function judgeClaim(claim: string, path: string, report: Report): void {
  if (protocolClaims.has(claim)) report.problem(path, 'is stated by the server itself')
  if (claim in standardClaims) return
  const nearest = nearestName(claim, Object.keys(standardClaims))
  if (nearest !== undefined)
    report.warning(path, `is taken as a claim of your own; did you mean "${nearest}"?`)
}

function requireNew(
  member: 'username' | 'id',
  value: string,
  context: { readonly path: string; readonly owners: Map<string, string>; readonly report: Report },
): void {
  const key = `${member} ${value}`
  const owner = context.owners.get(key)
  if (owner === undefined) context.owners.set(key, context.path)
  else context.report.problem(`${context.path}.${member}`, `is the same as that of ${owner}`)
}
