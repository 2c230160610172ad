import type { AuditEvent } from '../../protocol/event.ts'

export type EventRow = {
  readonly id: string
  readonly at: number
  readonly event: string
}

export function toEventRow(event: AuditEvent): EventRow {
  return { id: event.id, at: event.at, event: JSON.stringify(event) }
}

export function fromEventRow(row: Pick<EventRow, 'event'>): AuditEvent {
  return JSON.parse(row.event)
}
