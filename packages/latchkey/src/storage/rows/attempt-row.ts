import type { AttemptWindow } from '../../protocol/decide-attempt.ts'
import type { Table } from './table.ts'

export type AttemptRow = {
  readonly key: string
  readonly count: number
  readonly resets_at: number
}

export function toAttemptRow({ key, count, resetsAt }: AttemptWindow): AttemptRow {
  return { key, count, resets_at: resetsAt }
}

export function fromAttemptRow(row: AttemptRow): AttemptWindow {
  return { key: row.key, count: row.count, resetsAt: row.resets_at }
}

export const attemptTable: Table<AttemptWindow, AttemptRow> = {
  name: 'attempts',
  key: ['key'],
  end: 'resets_at',
  columns: {
    key: 'text',
    count: 'bigint',
    resets_at: 'bigint',
  },
  toRow: toAttemptRow,
  fromRow: fromAttemptRow,
}
