import type { AuditEvent } from '../../protocol/event.ts'
import type { Table } from './table.ts'

export type EventRow = {
  readonly id: string
  readonly at: number
  readonly event: string
}

export function toEventRow(event: AuditEvent): EventRow {
  return { id: event.id, at: event.at, event: JSON.stringify(event) }
}

function fromEventRow(row: Pick<EventRow, 'event'>): AuditEvent {
  return JSON.parse(row.event)
}

export const eventTable: Table<AuditEvent, EventRow> = {
  name: 'events',
  key: ['id'],
  columns: {
    id: 'text',
    at: 'bigint',
    event: 'text',
  },
  toRow: toEventRow,
  fromRow: fromEventRow,
}
