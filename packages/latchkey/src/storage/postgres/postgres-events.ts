import type { EventStore } from '../../ports/storage.ts'
import type { AuditEvent } from '../../protocol/event.ts'
import { type EventRow, fromEventRow, toEventRow } from '../rows/event-row.ts'
import type { Database } from './database.ts'
import { pageOf } from './page-of.ts'
import { insertBatch, type Table, toBatch, toValues } from './table.ts'

export const eventTable: Table<AuditEvent, EventRow> = {
  name: 'events',
  key: ['id'],
  columns: { id: 'text', at: 'bigint', event: 'text' },
  toRow: toEventRow,
  fromRow: fromEventRow,
}

export function postgresEvents(database: Database): EventStore {
  const valuesOf = toValues(eventTable)
  // A sink that does not know whether its last batch arrived may send it again.
  const append = database.statement(
    'append_events',
    `${insertBatch(database.schema, eventTable)} ON CONFLICT (id) DO NOTHING`,
  )
  const list = pageOf<Pick<EventRow, 'event'>>(database, {
    table: 'events',
    direction: 'DESC',
    columns: ['event'],
  })

  return {
    async append(events) {
      if (events.length > 0) await database.write(append, toBatch(events.map(valuesOf)))
    },

    async list(page) {
      return (await list(page)).map(fromEventRow)
    },
  }
}
