import type { Storage } from '../../ports/storage.ts'
import { Connection } from './connection.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { migrations } from './migrations.ts'
import { type DatabaseFile, explainFile, openDatabaseFile } from './open-database-file.ts'
import { purge } from './purge.ts'
import { sqliteAccounts } from './sqlite-accounts.ts'
import { sqliteAttempts } from './sqlite-attempts.ts'
import { sqliteClients } from './sqlite-clients.ts'
import { sqliteConsents } from './sqlite-consents.ts'
import { sqliteEvents } from './sqlite-events.ts'
import { sqliteFamiliarBrowsers } from './sqlite-familiar-browsers.ts'
import { sqliteGrants } from './sqlite-grants.ts'
import { sqliteRecords } from './sqlite-records.ts'
import { sqliteRememberedIds } from './sqlite-remembered-ids.ts'
import { sqliteSessions } from './sqlite-sessions.ts'
import { sqliteSigningKeys } from './sqlite-signing-keys.ts'

/**
 * A storage in one SQLite file, which several processes of one machine may use at once. Call `migrate` before
 * the first verb. Throws an `Error` whose message names the path and the remedy when the file cannot be
 * opened.
 */
export function openSqliteStorage(file: DatabaseFile): Storage {
  const connection = new Connection(openDatabaseFile(file))
  return {
    grants: sqliteGrants(connection),
    rememberedIds: sqliteRememberedIds(connection),
    attempts: sqliteAttempts(connection),
    sessions: sqliteSessions(connection),
    familiarBrowsers: sqliteFamiliarBrowsers(connection),
    clients: sqliteClients(connection),
    consents: sqliteConsents(connection),
    signingKeys: sqliteSigningKeys(connection),
    accounts: sqliteAccounts(connection),
    events: sqliteEvents(connection),
    migrate: () => connection.write(() => migrate(connection, migrations)).catch(explaining(file)),
    pendingMigrations: async () => pendingMigrations(connection, migrations),
    purge: (options) => connection.write(() => purge(connection, options)),
    ...sqliteRecords(connection),
    async ping() {
      connection.get('SELECT 1')
    },
    async close() {
      connection.close()
    },
  }
}

/** Migrating is the first to write, and so the first to find the file locked or the disk full. */
function explaining(file: DatabaseFile): (error: unknown) => never {
  return (error) => {
    const isOfSqlite = typeof (error as { readonly errcode?: unknown } | null)?.errcode === 'number'
    throw isOfSqlite ? explainFile(error, file) : error
  }
}
