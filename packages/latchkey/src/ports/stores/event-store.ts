import type { AuditEvent } from '../../protocol/event.ts'
import type { ListPage } from './list-page.ts'

export interface EventStore {
  /** Appends all or none. */
  append(events: readonly AuditEvent[]): Promise<void>
  /** Newest first; `after` is the id of the last event seen. */
  list(page: ListPage): Promise<readonly AuditEvent[]>
}
