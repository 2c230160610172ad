import type { ListPage, Storage } from '../../ports/storage.ts'
import type { RecordKind, StoredRecords } from '../../ports/stored-records.ts'
import { fromCursor, toNext } from '../paging/record-cursor.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './failure.ts'
import { accountTable } from './postgres-accounts.ts'
import { attemptTable } from './postgres-attempts.ts'
import { clientTable } from './postgres-clients.ts'
import { consentTable } from './postgres-consents.ts'
import { eventTable } from './postgres-events.ts'
import { grantTable } from './postgres-grants.ts'
import { rememberedIdTable } from './postgres-remembered-ids.ts'
import { sessionTable } from './postgres-sessions.ts'
import { signingKeyTable } from './postgres-signing-keys.ts'
import { insertBatch, type Table, toBatch, toValues } from './table.ts'

const tables: { readonly [Kind in RecordKind]: Table<StoredRecords[Kind]> } = {
  accounts: accountTable,
  clients: clientTable,
  signingKeys: signingKeyTable,
  consents: consentTable,
  sessions: sessionTable,
  grants: grantTable,
  rememberedIds: rememberedIdTable,
  attempts: attemptTable,
  events: eventTable,
}

const UNIQUE_VIOLATION = '23505'

/** Everything that is stored, out and in, kind by kind. */
export function postgresRecords(database: Database): Pick<Storage, 'exportRecords' | 'importRecords'> {
  return {
    exportRecords: async (kind, page) => exportPage(database, tables[kind], page),

    async importRecords(kind, records) {
      if (records.length === 0) return 'imported'
      const table = tables[kind]
      const statement = database.statement(`import_${table.name}`, insertBatch(database.schema, table))
      try {
        await database.write(statement, toBatch(records.map(toValues(table))))
        return 'imported'
      } catch (error) {
        if (sqlStateOf(error) === UNIQUE_VIOLATION) return 'taken'
        throw error
      }
    },
  }
}

async function exportPage<Stored>(
  database: Database,
  { name, columns, key, fromRow }: Table<Stored>,
  { limit, after }: ListPage,
): Promise<{ readonly records: readonly Stored[]; readonly next?: string }> {
  requirePageLimit(limit)
  const start = after === undefined ? [] : fromCursor(after, key.length)
  const place = key.map((_, index) => `$${index + 2}::text`)
  const where = after === undefined ? '' : `WHERE (${key}) > (${place})`
  const statement = database.statement(
    `export_${name}`,
    `SELECT ${Object.keys(columns)} FROM ${database.schema}.${name} ${where} ORDER BY ${key} LIMIT $1::bigint`,
  )
  const rows = await database.read<Readonly<Record<string, string>>>(statement, [limit, ...start])
  const toKey = (row: (typeof rows)[number]) => key.map((column) => row[column] ?? '')
  return { records: rows.map(fromRow), ...toNext(rows, limit, toKey) }
}
