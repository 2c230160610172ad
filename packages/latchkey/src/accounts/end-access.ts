import type { Storage } from '../ports/storage.ts'

/** How much there was to end. */
export interface EndedAccess {
  readonly [kind: string]: number
  readonly sessionsEnded: number
  readonly grantsRevoked: number
}

/** Signs the account out everywhere and revokes what it granted, so that nothing outlives a changed password (ASVS 7.4.3). */
export async function endAccess(
  storage: Pick<Storage, 'sessions' | 'grants'>,
  accountId: string,
  now: number,
): Promise<EndedAccess> {
  // Sessions first: a session that is still alive could make a new grant.
  const sessionsEnded = await storage.sessions.endAll(accountId)
  const grantsRevoked = await storage.grants.revokeAll({ accountId }, now)
  return { sessionsEnded, grantsRevoked }
}
