import type { ListPage, Storage } from '../../ports/storage.ts'
import type { AttemptWindow, RecordKind, RememberedId, StoredRecords } from '../../ports/stored-records.ts'
import { fromCursor, toNext } from '../paging/record-cursor.ts'
import { requirePageLimit } from '../paging/require-page-limit.ts'
import { fromAttemptRow, toAttemptRow } from '../rows/attempt-row.ts'
import { fromRememberedIdRow, toRememberedIdRow } from '../rows/remembered-id-row.ts'
import type { Connection } from './connection.ts'
import type { RecordTable } from './record-table.ts'
import { accountTable } from './sqlite-accounts.ts'
import { clientTable } from './sqlite-clients.ts'
import { consentTable } from './sqlite-consents.ts'
import { eventTable } from './sqlite-events.ts'
import { grantTable } from './sqlite-grants.ts'
import { sessionTable } from './sqlite-sessions.ts'
import { signingKeyTable } from './sqlite-signing-keys.ts'

const rememberedIdTable: RecordTable<RememberedId> = {
  name: 'remembered_ids',
  key: ['id'],
  insert: 'INSERT INTO remembered_ids (id, expires_at) VALUES (:id, :expires_at) ON CONFLICT DO NOTHING',
  toRow: toRememberedIdRow,
  fromRow: fromRememberedIdRow,
}

const attemptTable: RecordTable<AttemptWindow> = {
  name: 'attempts',
  key: ['key'],
  insert:
    'INSERT INTO attempts (key, count, resets_at) VALUES (:key, :count, :resets_at) ON CONFLICT DO NOTHING',
  toRow: toAttemptRow,
  fromRow: fromAttemptRow,
}

const tables: { readonly [Kind in RecordKind]: RecordTable<StoredRecords[Kind]> } = {
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

/** Thrown inside a write so that all of it is undone. */
class TakenError extends Error {}

/** Everything that is stored, out and in, kind by kind. */
export function sqliteRecords(connection: Connection): Pick<Storage, 'exportRecords' | 'importRecords'> {
  return {
    exportRecords: async (kind, page) => exportPage(connection, tables[kind], page),

    async importRecords(kind, records) {
      const { insert, toRow } = tables[kind]
      const insertAll = () => {
        for (const stored of records) if (connection.run(insert, toRow(stored)) !== 1) throw new TakenError()
        return 'imported' as const
      }
      return connection.write(insertAll).catch((error: unknown) => {
        if (error instanceof TakenError) return 'taken'
        throw error
      })
    },
  }
}

function exportPage<Stored>(
  connection: Connection,
  { name, key, fromRow }: RecordTable<Stored>,
  { limit, after }: ListPage,
): { readonly records: readonly Stored[]; readonly next?: string } {
  requirePageLimit(limit)
  const start = after === undefined ? [] : fromCursor(after, key.length)
  const place = key.map((_, index) => `:key${index}`)
  const where = after === undefined ? '' : `WHERE (${key}) > (${place})`
  const rows = connection.all<Readonly<Record<string, string>>>(
    `SELECT * FROM ${name} ${where} ORDER BY ${key} LIMIT :limit`,
    { limit, ...Object.fromEntries(start.map((text, index) => [`key${index}`, text])) },
  )
  const toKey = (row: (typeof rows)[number]) => key.map((column) => row[column] ?? '')
  return { records: rows.map(fromRow), ...toNext(rows, limit, toKey) }
}
