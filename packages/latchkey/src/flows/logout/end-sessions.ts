import type { Caller } from '../../ports/caller.ts'
import type { Session } from '../../protocol/session.ts'
import type { Parts } from '../parts.ts'

/**
 * Ends sessions. Grants that are bound to one end with it; those with `offline_access` stay (OpenID Connect
 * Core §11).
 */
export async function endSessions(
  sessions: readonly Pick<Session, 'id' | 'accountId'>[],
  by: { readonly caller: Caller; readonly clientId: string | undefined },
  { storage, clock, events }: Pick<Parts, 'storage' | 'clock' | 'events'>,
): Promise<void> {
  for (const { id, accountId } of sessions) {
    await storage.sessions.end(id)
    await storage.grants.revokeAll({ sessionId: id }, clock.now())
    events.report(
      {
        name: 'account.signed_out',
        outcome: 'success',
        accountId,
        sessionId: id,
        ...(by.clientId !== undefined && { clientId: by.clientId }),
      },
      by.caller,
    )
  }
}
