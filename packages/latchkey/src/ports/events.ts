import type { AuditEvent } from '../protocol/event.ts'
import type { Caller } from './caller.ts'

/** What a reporter sends; the sink adds the id, the time and who called. */
export type ReportedEvent = Omit<AuditEvent, 'id' | 'at' | 'requestId'>

/** Where audit events go. Reporting never fails and never waits. */
export interface Events {
  /** @param caller The caller of the request that the event is part of, if it is part of one. */
  report(event: ReportedEvent, caller?: Caller): void
}
