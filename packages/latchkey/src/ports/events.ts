import type { AuditEvent } from '../protocol/event.ts'

/** What a reporter sends; the sink adds the id and the time. */
export type ReportedEvent = Omit<AuditEvent, 'id' | 'at'>

/** Where audit events go. Reporting never fails and never waits. */
export interface Events {
  report(event: ReportedEvent): void
}
