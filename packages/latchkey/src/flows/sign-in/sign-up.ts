import type { SignUpForm, SignUpOutcome } from '../../ports/accounts.ts'
import { networkOf } from '../../protocol/network-of.ts'
import type { Caller } from '../caller.ts'
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
  const answer = await accounts.signUp.create(form)
  if (answer.outcome === 'accepted') {
    events.report({
      name: 'account.signed_up',
      outcome: 'success',
      address: caller.address,
      requestId: caller.requestId,
    })
  }
  return answer
}
