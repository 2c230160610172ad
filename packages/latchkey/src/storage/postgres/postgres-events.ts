import type { EventStore } from '../../ports/stores/event-store.ts'
import { eventTable } from '../rows/event-row.ts'
import { insertBatch, toBatch, toValues } from './batch.ts'
import type { Database } from './database.ts'
import { listPage } from './page-of.ts'

export function postgresEvents(database: Database): EventStore {
  const valuesOf = toValues(eventTable)
  // A sink that does not know whether its last batch arrived may send it again.
  const append = database.statement(
    'append_events',
    `${insertBatch(database.schema, eventTable)} ON CONFLICT (id) DO NOTHING`,
  )
  const list = listPage(database, eventTable, 'DESC')

  return {
    async append(events) {
      if (events.length > 0) await database.write(append, toBatch(events.map(valuesOf)))
    },

    list,
  }
}
