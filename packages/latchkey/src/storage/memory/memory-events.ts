import type { EventStore } from '../../ports/stores/event-store.ts'
import type { AuditEvent } from '../../protocol/event.ts'
import { keep } from './keep.ts'
import { listPage } from './page-of.ts'

export function memoryEvents(rows: Map<string, AuditEvent>): EventStore {
  return {
    async append(events) {
      // All copies are made before the first is kept, so that a bad event leaves nothing behind.
      for (const event of events.map(keep)) {
        if (!rows.has(event.id)) rows.set(event.id, event)
      }
    },

    async list(page) {
      return listPage(rows, page, 'descending')
    },
  }
}
