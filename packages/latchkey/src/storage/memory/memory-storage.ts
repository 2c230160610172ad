import type { Storage, StoredAccount } from '../../ports/storage.ts'
import type { Client } from '../../protocol/client.ts'
import type { AuditEvent } from '../../protocol/event.ts'
import type { Consent, Grant } from '../../protocol/grant.ts'
import type { Session } from '../../protocol/session.ts'
import type { SigningKey } from '../../protocol/signing-key.ts'
import { memoryAccounts } from './memory-accounts.ts'
import { type AttemptWindow, memoryAttempts } from './memory-attempts.ts'
import { memoryClients } from './memory-clients.ts'
import { memoryConsents } from './memory-consents.ts'
import { memoryEvents } from './memory-events.ts'
import { memoryGrants } from './memory-grants.ts'
import { memoryReplayGuard } from './memory-replay-guard.ts'
import { memorySessions } from './memory-sessions.ts'
import { memorySigningKeys } from './memory-signing-keys.ts'

/** A storage that lives as long as the process: for trying things out and for tests. Has no migrations. */
export function createMemoryStorage(): Storage {
  const grants = new Map<string, Grant>()
  const rememberedIds = new Map<string, number>()
  const attemptWindows = new Map<string, AttemptWindow>()
  const sessions = new Map<string, Session>()
  const signingKeys = new Map<string, SigningKey>()
  const events = new Map<string, AuditEvent>()

  return {
    grants: memoryGrants(grants),
    replayGuard: memoryReplayGuard(rememberedIds),
    attempts: memoryAttempts(attemptWindows),
    sessions: memorySessions(sessions),
    clients: memoryClients(new Map<string, Client>()),
    consents: memoryConsents(new Map<string, Consent>()),
    signingKeys: memorySigningKeys(signingKeys),
    accounts: memoryAccounts(new Map<string, StoredAccount>()),
    events: memoryEvents(events),
    migrate: async () => [],
    pendingMigrations: async () => [],
    async purge({ now, limit, eventsBefore }) {
      return (
        remove(grants, limit, (row) => row.absoluteExpiresAt <= now) +
        remove(rememberedIds, limit, (expiresAt) => expiresAt <= now) +
        remove(attemptWindows, limit, (row) => row.resetsAt <= now) +
        remove(sessions, limit, (row) => row.expiresAt <= now) +
        remove(signingKeys, limit, (row) => row.retiresAt !== undefined && row.retiresAt <= now) +
        remove(events, limit, (row) => row.at < eventsBefore)
      )
    },
    ping: async () => {},
    close: async () => {},
  }
}

/** Removes at most `limit` of the rows that are over; answers how many. */
function remove<Row>(rows: Map<string, Row>, limit: number, isOver: (row: Row) => boolean): number {
  const over = [...rows]
    .filter(([, row]) => isOver(row))
    .slice(0, limit)
    .map(([key]) => key)
  for (const key of over) rows.delete(key)
  return over.length
}
