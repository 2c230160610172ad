import type { EventStore } from '../../ports/storage.ts'
import type { AuditEvent } from '../../protocol/event.ts'
import { type EventRow, fromEventRow, toEventRow } from '../rows/event-row.ts'
import type { Connection } from './connection.ts'
import { pageOf } from './page-of.ts'
import type { RecordTable } from './record-table.ts'

// A sink that does not know whether its last batch arrived may send it again.
const INSERT = 'INSERT INTO events (id, at, event) VALUES (:id, :at, :event) ON CONFLICT (id) DO NOTHING'

export const eventTable: RecordTable<AuditEvent> = {
  name: 'events',
  key: ['id'],
  insert: INSERT,
  toRow: toEventRow,
  fromRow: fromEventRow,
}

export function sqliteEvents(connection: Connection): EventStore {
  return {
    append: (events) =>
      connection.write(() => {
        for (const event of events) {
          connection.run(INSERT, toEventRow(event))
        }
      }),

    async list(page) {
      const rows = pageOf<EventRow>(connection, { table: 'events', direction: 'DESC' }, page)
      return rows.map(fromEventRow)
    },
  }
}
