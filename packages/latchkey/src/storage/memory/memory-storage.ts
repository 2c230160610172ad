import type { Storage } from '../../ports/storage.ts'
import { memoryAccounts } from './memory-accounts.ts'
import { memoryAttempts } from './memory-attempts.ts'
import { memoryClients } from './memory-clients.ts'
import { memoryConsents } from './memory-consents.ts'
import { memoryEvents } from './memory-events.ts'
import { memoryGrants } from './memory-grants.ts'
import { memoryRecords, type StoredRows } from './memory-records.ts'
import { memoryRememberedIds } from './memory-remembered-ids.ts'
import { memorySessions } from './memory-sessions.ts'
import { memorySigningKeys } from './memory-signing-keys.ts'

/** A storage that lives as long as the process: for trying things out and for tests. Has no migrations. */
export function createMemoryStorage(): Storage {
  const rows: StoredRows = {
    grants: new Map(),
    rememberedIds: new Map(),
    attempts: new Map(),
    sessions: new Map(),
    clients: new Map(),
    consents: new Map(),
    signingKeys: new Map(),
    accounts: new Map(),
    events: new Map(),
  }

  return {
    grants: memoryGrants(rows.grants),
    rememberedIds: memoryRememberedIds(rows.rememberedIds),
    attempts: memoryAttempts(rows.attempts),
    sessions: memorySessions(rows.sessions),
    clients: memoryClients(rows.clients),
    consents: memoryConsents(rows.consents),
    signingKeys: memorySigningKeys(rows.signingKeys),
    accounts: memoryAccounts(rows.accounts),
    events: memoryEvents(rows.events),
    migrate: async () => [],
    pendingMigrations: async () => [],
    async purge({ now, limit, eventsBefore }) {
      return (
        remove(rows.grants, limit, (row) => row.absoluteExpiresAt <= now) +
        remove(rows.rememberedIds, limit, (row) => row.expiresAt <= now) +
        remove(rows.attempts, limit, (row) => row.resetsAt <= now) +
        remove(rows.sessions, limit, (row) => row.expiresAt <= now) +
        remove(rows.signingKeys, limit, (row) => row.retiresAt !== undefined && row.retiresAt <= now) +
        remove(rows.events, limit, (row) => row.at < eventsBefore)
      )
    },
    ...memoryRecords(rows),
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
