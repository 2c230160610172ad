import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Storage } from '../ports/storage.ts'

/** How many sessions and grants were ended. */
export interface EndedAccess {
  readonly [kind: string]: number
  readonly sessionsEnded: number
  readonly grantsRevoked: number
}

/**
 * Signs the account out everywhere, revokes what it granted and forgets the browsers that it knows, so that
 * nothing outlives a changed password (ASVS 7.4.3).
 */
export async function endAccess(
  storage: Pick<Storage, 'sessions' | 'grants' | 'familiarBrowsers'>,
  accountId: string,
  now: number,
): Promise<EndedAccess> {
  // Sessions first: a live session could create a new grant.
  const sessionsEnded = await storage.sessions.endAll(accountId)
  await storage.familiarBrowsers.forget(accountId)
  const grantsRevoked = await storage.grants.revokeAll({ accountId }, now)
  return { sessionsEnded, grantsRevoked }
}

export interface SignOutParts {
  readonly storage: Pick<Storage, 'sessions' | 'grants' | 'familiarBrowsers'>
  readonly clock: Clock
  readonly events: Events
}

/** {@link endAccess} for an operator, with its audit record. */
export async function signOutEverywhere(
  { storage, clock, events }: SignOutParts,
  accountId: string,
): Promise<EndedAccess> {
  const ended = await endAccess(storage, accountId, clock.now())
  events.report({ name: 'account.signed_out', outcome: 'success', accountId, detail: ended })
  return ended
}
