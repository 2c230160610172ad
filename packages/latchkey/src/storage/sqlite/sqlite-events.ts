import type { EventStore } from '../../ports/storage.ts'
import type { Connection } from './connection.ts'
import { pageOf } from './page-of.ts'

interface EventRow {
  readonly event: string
}

// A sink that does not know whether its last batch arrived may send it again.
const INSERT = 'INSERT INTO events (id, at, event) VALUES (:id, :at, :event) ON CONFLICT (id) DO NOTHING'

export function sqliteEvents(connection: Connection): EventStore {
  return {
    append: (events) =>
      connection.write(() => {
        for (const event of events) {
          connection.run(INSERT, { id: event.id, at: event.at, event: JSON.stringify(event) })
        }
      }),

    async list(page) {
      const rows = pageOf<EventRow>(connection, { table: 'events', direction: 'DESC' }, page)
      return rows.map((row) => JSON.parse(row.event))
    },
  }
}
