import type { AttemptWindow } from '../../ports/stored-records.ts'

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
