import type { EventStore } from '../../ports/storage.ts'
import type { AuditEvent } from '../../protocol/event.ts'
import type { Database } from './database.ts'
import { pageOf } from './page-of.ts'
import { insertBatch, type Table, toBatch } from './table.ts'

interface EventRow {
  readonly event: string
}

export const eventTable: Table<AuditEvent> = {
  name: 'events',
  key: ['id'],
  columns: { id: 'text', at: 'bigint', event: 'text' },
  toRow: (event) => [event.id, event.at, JSON.stringify(event)],
  fromRow,
}

export function postgresEvents(database: Database): EventStore {
  // A sink that does not know whether its last batch arrived may send it again.
  const append = database.statement(
    'append_events',
    `${insertBatch(database.schema, eventTable)} ON CONFLICT (id) DO NOTHING`,
  )
  const list = pageOf<EventRow>(database, { table: 'events', direction: 'DESC', columns: ['event'] })

  return {
    async append(events) {
      if (events.length > 0) await database.write(append, toBatch(events.map(eventTable.toRow)))
    },

    async list(page) {
      return (await list(page)).map(fromRow)
    },
  }
}

function fromRow(row: EventRow): AuditEvent {
  return JSON.parse(row.event)
}
