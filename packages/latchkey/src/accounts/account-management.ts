import type { AccountChange, AccountManagement, NewAccount } from '../management/management.ts'
import { ManagementError } from '../management/management.ts'
import { toListPage } from '../management/to-list-page.ts'
import type { Events } from '../ports/events.ts'
import { randomId } from '../ports/random.ts'
import type { Storage } from '../ports/storage.ts'
import type { StoredAccount } from '../ports/stored-records.ts'
import type { Account, AccountClaims } from '../protocol/accounts/account.ts'
import { canonicalUsername } from '../protocol/accounts/canonical-username.ts'
import { toAccount } from '../protocol/accounts/to-account.ts'
import { accountNotFound, changeAccount, usernameTaken } from './change-account.ts'
import { checkPassword } from './check-password.ts'
import { endAccess, signOutEverywhere } from './end-access.ts'
import type { Party } from './fair-queue.ts'
import type { InviteParts } from './invite.ts'
import { invite } from './invite.ts'
import { newAccountClaims } from './new-account-claims.ts'
import type { PasswordHashing } from './password-hash.ts'
import type { PasswordPolicy } from './password-policy.ts'
import {
  requireAccountChange,
  requireAccountId,
  requireClaims,
  requireFlag,
  requireNewAccount,
  requireObject,
  requireOperatorPassword,
  requireUsername,
} from './require-account-fields.ts'

export interface AccountManagementParts extends InviteParts {
  readonly storage: Pick<Storage, 'accounts' | 'sessions' | 'grants' | 'consents' | 'familiarBrowsers'>
  /** The same object that the built-in accounts use, so that all hashing waits in one queue. */
  readonly passwords: PasswordHashing
  readonly events: Events
  readonly policy: PasswordPolicy
  /** Forgets the wrong passwords that were counted for the account with this username. */
  readonly forgetAttempts: (username: string) => Promise<void>
}

/** An import of many accounts takes its turns like anybody else, while people sign in. */
const OPERATOR: readonly Party[] = [{ key: 'operator', weight: 1 }]

/**
 * The operator's management of the built-in accounts. Methods that hash throw `PasswordHashingBusy` under too
 * much load.
 */
export function createAccountManagement(parts: AccountManagementParts): AccountManagement {
  const { accounts } = parts.storage
  return {
    create: (account) => create(parts, account),
    async find(id) {
      const stored = await accounts.find(id)
      return stored && toAccount(stored)
    },
    async findByUsername(username) {
      const stored = await accounts.findByUsername(canonicalUsername(username))
      return stored && toAccount(stored)
    },
    list: async (page) => (await accounts.list(toListPage(page))).map(toAccount),
    update: (id, change) => update(parts, id, change),
    setPassword: (id, password) => setPassword(parts, id, password),
    checkPassword: async (chosen) => checkPassword(chosen, parts.policy),
    remove: (id) => remove(parts, id),
    signOutEverywhere: (id) => signOutEverywhere(parts, id),
    invite: async (options) => invite(parts, options),
  }
}

async function create(parts: AccountManagementParts, account: NewAccount): Promise<Account> {
  const stored = await prepareAccount(parts, account)
  const outcome = await parts.storage.accounts.create(stored)
  if (outcome === 'username_taken') throw usernameTaken(stored.username)
  if (outcome === 'id_taken')
    throw new ManagementError('ALREADY_EXISTS', `There is an account with the id ${stored.id} already`)
  parts.events.report({ name: 'account.created', outcome: 'success', accountId: stored.id })
  return toAccount(stored)
}

async function prepareAccount(parts: AccountManagementParts, account: NewAccount): Promise<StoredAccount> {
  requireNewAccount(account)
  if (account.claims !== undefined) requireObject(account.claims, 'claims')
  const id = account.id === undefined ? randomId(parts.random) : requireAccountId(account.id)
  const names = requireUsername(account.username)
  const now = parts.clock.now()
  const claims = requireClaims(newAccountClaims({ ...account, username: names.username }, now))
  const passwordHash = await hashIfGiven(parts, account.password)
  return { id, ...names, ...passwordHash, claims, disabled: false, createdAt: now, version: 1 }
}

async function hashIfGiven(
  parts: AccountManagementParts,
  password: string | undefined,
): Promise<{ passwordHash?: string }> {
  if (password === undefined) return {}
  return { passwordHash: await parts.passwords.hash(requireOperatorPassword(password), OPERATOR) }
}

async function update(parts: AccountManagementParts, id: string, change: AccountChange): Promise<Account> {
  requireAccountChange(change)
  const names: Partial<Pick<StoredAccount, 'username' | 'canonicalUsername'>> =
    change.username === undefined ? {} : requireUsername(change.username)
  const claims = change.claims !== undefined && {
    claims: requireClaims({ ...requireObject(change.claims, 'claims'), updated_at: parts.clock.now() }),
  }
  const disabled = change.disabled === undefined ? {} : { disabled: requireFlag(change.disabled, 'disabled') }
  const { before, after } = await changeAccount(parts.storage.accounts, id, (current) => ({
    ...current,
    ...names,
    ...(names.username !== undefined && { claims: withoutFormerName(current, names.username) }),
    ...claims,
    ...disabled,
  }))
  // They know the account by its former name, under which somebody else may come.
  if (before.canonicalUsername !== after.canonicalUsername) await parts.storage.familiarBrowsers.forget(id)
  // Even if it was disabled before: an earlier call may have failed between the two steps.
  const ended = change.disabled === true ? await endAccess(parts.storage, id, parts.clock.now()) : undefined
  reportUpdate(parts, { before, after, ...(ended && { ended }) })
  return toAccount(after)
}

/** A claim that repeated the username does not keep the former one, under which somebody else may come. */
function withoutFormerName({ username, claims }: StoredAccount, newUsername: string): AccountClaims {
  if (claims.preferred_username !== username || newUsername === username) return claims
  const { preferred_username: _, ...others } = claims
  return others
}

function reportUpdate(
  parts: AccountManagementParts,
  change: { before: StoredAccount; after: StoredAccount; ended?: Readonly<Record<string, number>> },
): void {
  const { before, after, ended } = change
  const subject = { outcome: 'success', accountId: after.id } as const
  if (before.username !== after.username || before.claims !== after.claims)
    parts.events.report({ name: 'account.updated', ...subject })
  if (before.disabled === after.disabled) return
  parts.events.report(
    after.disabled
      ? { name: 'account.disabled', ...subject, ...(ended && { detail: ended }) }
      : { name: 'account.enabled', ...subject },
  )
}

async function setPassword(parts: AccountManagementParts, id: string, password: string): Promise<void> {
  const passwordHash = await parts.passwords.hash(requireOperatorPassword(password), OPERATOR)
  const { after } = await changeAccount(parts.storage.accounts, id, (current) => ({
    ...current,
    passwordHash,
  }))
  // After the new password is in force: until then, the old one could start another session.
  const ended = await endAccess(parts.storage, id, parts.clock.now())
  await parts.forgetAttempts(after.username)
  parts.events.report({
    name: 'account.password_changed',
    outcome: 'success',
    accountId: id,
    detail: ended,
  })
}

async function remove(parts: AccountManagementParts, id: string): Promise<void> {
  const outcome = await parts.storage.accounts.remove(id)
  // Even if the row is gone: an earlier call may have failed between the steps.
  const ended = await endAccess(parts.storage, id, parts.clock.now())
  await parts.storage.consents.forgetAll({ accountId: id })
  if (outcome === 'unknown') throw accountNotFound(id)
  parts.events.report({ name: 'account.deleted', outcome: 'success', accountId: id, detail: ended })
}
