import type { Storage } from '../../ports/storage.ts'
import { memoryAccounts } from './memory-accounts.ts'
import { memoryAttempts } from './memory-attempts.ts'
import { memoryClients } from './memory-clients.ts'
import { memoryConsents } from './memory-consents.ts'
import { memoryEvents } from './memory-events.ts'
import { memoryFamiliarBrowsers } from './memory-familiar-browsers.ts'
import { memoryGrants } from './memory-grants.ts'
import { memoryRecords, type StoredRows } from './memory-records.ts'
import { memoryRememberedIds } from './memory-remembered-ids.ts'
import { memorySessions } from './memory-sessions.ts'
import { memorySigningKeys } from './memory-signing-keys.ts'
import { purge } from './purge.ts'

/** A storage that lives as long as the process: for trying things out and for tests. Has no migrations. */
export function createMemoryStorage(): Storage {
  const rows: StoredRows = {
    grants: new Map(),
    rememberedIds: new Map(),
    attempts: new Map(),
    sessions: new Map(),
    familiarBrowsers: new Map(),
    clients: new Map(),
    consents: new Map(),
    signingKeys: new Map(),
    accounts: new Map(),
    events: new Map(),
  }

  return {
    grants: memoryGrants(rows),
    rememberedIds: memoryRememberedIds(rows.rememberedIds),
    attempts: memoryAttempts(rows.attempts),
    sessions: memorySessions(rows),
    familiarBrowsers: memoryFamiliarBrowsers(rows.familiarBrowsers),
    clients: memoryClients(rows.clients),
    consents: memoryConsents(rows.consents),
    signingKeys: memorySigningKeys(rows.signingKeys),
    accounts: memoryAccounts(rows.accounts),
    events: memoryEvents(rows.events),
    migrate: async () => [],
    pendingMigrations: async () => [],
    purge: async (options) => purge(rows, options),
    ...memoryRecords(rows),
    ping: async () => {},
    close: async () => {},
  }
}
