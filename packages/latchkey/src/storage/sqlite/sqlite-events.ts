import type { EventStore } from '../../ports/storage.ts'
import type { AuditEvent } from '../../protocol/event.ts'
import type { BoundValues, Connection } from './connection.ts'
import { pageOf } from './page-of.ts'
import type { RecordTable } from './record-table.ts'

interface EventRow {
  readonly event: string
}

// A sink that does not know whether its last batch arrived may send it again.
const INSERT = 'INSERT INTO events (id, at, event) VALUES (:id, :at, :event) ON CONFLICT (id) DO NOTHING'

export const eventTable: RecordTable<AuditEvent> = {
  name: 'events',
  key: ['id'],
  insert: INSERT,
  toRow,
  fromRow,
}

export function sqliteEvents(connection: Connection): EventStore {
  return {
    append: (events) =>
      connection.write(() => {
        for (const event of events) {
          connection.run(INSERT, toRow(event))
        }
      }),

    async list(page) {
      const rows = pageOf<EventRow>(connection, { table: 'events', direction: 'DESC' }, page)
      return rows.map(fromRow)
    },
  }
}

function toRow(event: AuditEvent): BoundValues {
  return { id: event.id, at: event.at, event: JSON.stringify(event) }
}

function fromRow(row: EventRow): AuditEvent {
  return JSON.parse(row.event)
}
