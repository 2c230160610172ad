import { randomBytes } from 'node:crypto'
import { createAccountManagement } from '../../src/accounts/account-management.ts'
import type { SignUpMode } from '../../src/accounts/built-in-accounts.ts'
import { createBuiltInAccounts } from '../../src/accounts/built-in-accounts.ts'
import type { PasswordHashing } from '../../src/accounts/password-hash.ts'
import { createPasswordHashing } from '../../src/accounts/password-hash.ts'
import { forgetSignInAttempts } from '../../src/flows/sign-in/limit-sign-in.ts'
import { createSealer } from '../../src/keys/create-sealer.ts'
import type { Accounts, SignUpForm } from '../../src/ports/accounts.ts'
import type { ReportedEvent } from '../../src/ports/events.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'

export const GOOD_PASSWORD = 'plum tractor sings softly'
export const START = 1_800_000_000

/**
 * The accounts with everything around them real: memory storage, sealed invitations, argon2. Hashes and
 * events are counted.
 */
export function createAccountSetup(
  options: { readonly signUp?: SignUpMode; readonly waiting?: number; readonly minimum?: number } = {},
) {
  const storage = createMemoryStorage()
  const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) }
  const sealer = createSealer(['a secret for tests that is long enough'], 'https://id.example.com', random)
  const events: ReportedEvent[] = []
  const clock = fakeClock(START)
  const { passwords, counts } = counted(createPasswordHashing({ waiting: options.waiting ?? 1000 }))
  const parts = {
    storage,
    passwords,
    random,
    clock,
    events: { report: (event: ReportedEvent) => void events.push(event) },
    signUp: options.signUp ?? 'open',
    minimumPasswordLength: options.minimum ?? 15,
    brandName: 'Walnut Bank',
    invitations: {
      mint: (invitation: unknown) => sealer.seal('invitation', invitation),
      read: (token: string) => sealer.unseal('invitation', token),
    },
    invitationSeconds: 3600,
    signUpUrl: (token: string) => `https://id.example/sign-up?invitation=${token}`,
  } as const
  return {
    storage,
    passwords,
    events,
    clock,
    counts,
    sealer,
    accounts: fromOneAddress(createBuiltInAccounts(parts)),
    management: createAccountManagement({
      ...parts,
      forgetAttempts: (username) => forgetSignInAttempts(username, { storage, sealer }),
      policy: { minimumLength: parts.minimumPasswordLength, brandName: parts.brandName },
    }),
  }
}

type SignUp = NonNullable<Accounts['signUp']>

/** Accounts that are told who asks. */
export interface AskedAccounts extends Pick<Accounts, 'find'> {
  signIn(credentials: Parameters<Accounts['signIn']>[0]): ReturnType<Accounts['signIn']>
  readonly signUp?: Omit<SignUp, 'create'> & { create(form: SignUpForm): ReturnType<SignUp['create']> }
}

/** The accounts, always asked from the same address. */
function fromOneAddress(accounts: Accounts): AskedAccounts {
  const { signUp } = accounts
  const requester = { address: '192.0.2.1' }
  return {
    find: accounts.find,
    signIn: (credentials) => accounts.signIn(credentials, requester),
    ...(signUp && { signUp: { ...signUp, create: (form) => signUp.create(form, requester) } }),
  }
}

/** The real hashing, with a count of the times that it was put to work. */
function counted(hashing: PasswordHashing) {
  const counts = { hashes: 0 }
  const passwords: PasswordHashing = {
    ...hashing,
    hash(...given) {
      counts.hashes += 1
      return hashing.hash(...given)
    },
    verify(...given) {
      counts.hashes += 1
      return hashing.verify(...given)
    },
    verifyNobody(...given) {
      counts.hashes += 1
      return hashing.verifyNobody(...given)
    },
  }
  return { passwords, counts }
}

/** The invitation in a sign-up link. */
export function invitationIn(url: string): string {
  return new URL(url).searchParams.get('invitation') ?? ''
}
