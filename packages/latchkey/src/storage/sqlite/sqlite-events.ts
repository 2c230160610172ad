import type { EventStore } from '../../ports/stores/event-store.ts'
import { eventTable, toEventRow } from '../rows/event-row.ts'
import type { Connection } from './connection.ts'
import { listPage } from './page-of.ts'
import { insertRow } from './write-row.ts'

// A sink that does not know whether its last batch arrived may send it again.
const INSERT = insertRow(eventTable)

export function sqliteEvents(connection: Connection): EventStore {
  return {
    append: (events) =>
      connection.write(() => {
        for (const event of events) {
          connection.run(INSERT, toEventRow(event))
        }
      }),

    async list(page) {
      return listPage(connection, eventTable, { ...page, direction: 'DESC' })
    },
  }
}
