import type { Accounts, Requester, SignInOutcome } from '../ports/accounts.ts'
import { PasswordHashingBusy } from '../ports/accounts.ts'
import type { Storage } from '../ports/storage.ts'
import type { StoredAccount } from '../ports/stored-records.ts'
import { canonicalUsername, USERNAME_MAX_LENGTH } from '../protocol/accounts/canonical-username.ts'
import { toAccount } from '../protocol/accounts/to-account.ts'
import type { Party } from './fair-queue.ts'
import { partiesOf } from './parties.ts'
import type { PasswordHashing } from './password-hash.ts'

interface SignInParts {
  readonly storage: Pick<Storage, 'accounts'>
  readonly passwords: PasswordHashing
}

/**
 * Checks a username and a password, at the same cost whether there is such an account or not (ASVS 6.3.8).
 */
export async function signIn(
  parts: SignInParts,
  credentials: Parameters<Accounts['signIn']>[0],
  requester: Requester,
): Promise<SignInOutcome> {
  const parties = partiesOf(requester, credentials.username)
  const stored = await findByUsername(parts, credentials.username)
  const passwordHash = stored?.passwordHash
  if (stored === undefined || passwordHash === undefined) {
    await parts.passwords.verifyNobody(credentials.password, parties)
    return { outcome: 'wrong_credentials', ...(stored && { accountId: stored.id }) }
  }
  const verdict = await parts.passwords.verify(passwordHash, credentials.password, parties)
  if (verdict === 'wrong') return { outcome: 'wrong_credentials', accountId: stored.id }
  // Only now: without the password, a disabled account must look like any other.
  if (stored.disabled) return { outcome: 'disabled', accountId: stored.id }
  const verified = [passwordHash]
  if (verdict === 'outdated') verified.push(...(await rehash(parts, { ...credentials, stored, parties })))
  return {
    outcome: 'authenticated',
    account: toAccount(stored),
    amr: ['pwd'],
    async isStillCurrent() {
      const now = await parts.storage.accounts.find(stored.id)
      return now !== undefined && !now.disabled && verified.includes(now.passwordHash ?? '')
    },
  }
}

async function findByUsername(parts: SignInParts, username: string): Promise<StoredAccount | undefined> {
  const canonical = canonicalUsername(username)
  if (canonical === '' || canonical.length > USERNAME_MAX_LENGTH) return undefined
  return parts.storage.accounts.findByUsername(canonical)
}

/**
 * Hashes the password again in today's form and at today's cost, while it is at hand, and returns the new
 * hash. If that fails, the next sign-in tries again.
 */
async function rehash(
  parts: SignInParts,
  {
    stored,
    password,
    parties,
  }: { readonly stored: StoredAccount; readonly password: string; readonly parties: readonly Party[] },
): Promise<readonly string[]> {
  try {
    const passwordHash = await parts.passwords.hash(password, parties)
    // A stale version means that the account was changed meanwhile, perhaps its password: that change stays.
    await parts.storage.accounts.update({ ...stored, passwordHash, version: stored.version + 1 })
    return [passwordHash]
  } catch (error) {
    if (!(error instanceof PasswordHashingBusy)) throw error
    return []
  }
}
