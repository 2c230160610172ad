import {
  type Accounts,
  PasswordHashingBusy,
  type SignUpForm,
  type SignUpOutcome,
} from '../../ports/accounts.ts'
import type { Caller } from '../../ports/caller.ts'
import { networkOf } from '../../protocol/network-of.ts'
import type { Parts } from '../parts.ts'

/** What else can come of a form: sign-up is off, or there were too many from this address. */
type Refused =
  | { readonly outcome: 'closed' }
  | { readonly outcome: 'too_many'; readonly retryAfterSeconds: number }

/**
 * Creates an account, where sign-up is enabled. The number of attempts from one address is limited, because
 * each costs a password hash, and could otherwise be used to find out who has an account.
 */
export async function signUp(
  form: SignUpForm,
  caller: Caller,
  parts: Parts,
): Promise<SignUpOutcome | Refused> {
  const { accounts, storage, settings, clock, events } = parts
  if (accounts.signUp === undefined) return { outcome: 'closed' }
  const now = clock.now()
  const { signUpsPerAddress: limit, signUpWindowSeconds: windowSeconds } = settings.limits
  const key = `sign-up:${networkOf(caller.address)}`
  const verdict = await storage.attempts.take({ key, limit, windowSeconds }, now)
  if (verdict.outcome === 'exhausted') {
    return { outcome: 'too_many', retryAfterSeconds: verdict.resetsAt - now }
  }
  const answer = await createAccount(form, caller, {
    signUp: accounts.signUp,
    giveBack: () => storage.attempts.giveBack(key, clock.now()),
  })
  if (answer.outcome === 'accepted') {
    events.report({ name: 'account.signed_up', outcome: 'success' }, caller)
  }
  return answer
}

/** An account that nobody began to make, because too many passwords are being hashed, is not counted. */
async function createAccount(
  form: SignUpForm,
  { address }: Caller,
  { signUp, giveBack }: { readonly signUp: NonNullable<Accounts['signUp']>; giveBack(): Promise<void> },
): Promise<SignUpOutcome> {
  try {
    return await signUp.create(form, { address })
  } catch (cause) {
    if (cause instanceof PasswordHashingBusy) await giveBack()
    throw cause
  }
}
