import type { Accounts } from '../ports/accounts.ts'
import { createFairQueue, type QueueLimits } from './fair-queue.ts'
import { partiesOf } from './parties.ts'

/** Passwords that an embedder's function may be checking at once: it may ask a directory far away. */
const RUNNING = 32

/** More than for built-in accounts, because such a function may take long without costing us much. */
const WAITING = 512

/**
 * Seconds for which somebody waits for their turn: while a directory hangs, nobody's turn comes, and nobody
 * looks at a page for as long as hundreds take.
 */
const SECONDS = 10

/**
 * An embedder's accounts, so called that no address and no account takes the turns of others. Their `signIn`
 * and `signUp.create` throw `PasswordHashingBusy` when too much waits.
 */
export function accountsInTurn(
  accounts: Accounts,
  limits: QueueLimits = { running: RUNNING, waiting: WAITING, seconds: SECONDS },
): Accounts {
  const queue = createFairQueue(limits)
  const { signUp } = accounts
  const findInvitation = signUp?.findInvitation
  return {
    find: (accountId) => accounts.find(accountId),
    signIn: (credentials, requester) =>
      queue.add({
        parties: partiesOf(requester, credentials.username),
        cost: 1,
        run: () => accounts.signIn(credentials, requester),
      }),
    ...(signUp && {
      signUp: {
        mode: signUp.mode,
        minimumPasswordLength: signUp.minimumPasswordLength,
        create: (form, requester) =>
          queue.add({ parties: partiesOf(requester), cost: 1, run: () => signUp.create(form, requester) }),
        ...(findInvitation && {
          findInvitation: (invitation: string) => findInvitation.call(signUp, invitation),
        }),
      },
    }),
  }
}
