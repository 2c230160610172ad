import type { Session } from '../../protocol/session.ts'
import type { Table } from './table.ts'

export type SessionRow = {
  readonly id: string
  readonly account_id: string
  readonly auth_time: number
  readonly amr: string
  readonly acr: string | null
  readonly created_at: number
  readonly last_seen_at: number
  readonly expires_at: number
}

export function toSessionRow(session: Session): SessionRow {
  return {
    id: session.id,
    account_id: session.accountId,
    auth_time: session.authTime,
    amr: JSON.stringify(session.amr),
    acr: session.acr ?? null,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
  }
}

export function fromSessionRow(row: SessionRow): Session {
  return {
    id: row.id,
    accountId: row.account_id,
    authTime: row.auth_time,
    amr: JSON.parse(row.amr),
    ...(row.acr !== null && { acr: row.acr }),
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  }
}

export const sessionTable: Table<Session, SessionRow> = {
  name: 'sessions',
  key: ['id'],
  end: 'expires_at',
  columns: {
    id: 'text',
    account_id: 'text',
    auth_time: 'bigint',
    amr: 'text',
    acr: 'text',
    created_at: 'bigint',
    last_seen_at: 'bigint',
    expires_at: 'bigint',
  },
  toRow: toSessionRow,
  fromRow: fromSessionRow,
}
