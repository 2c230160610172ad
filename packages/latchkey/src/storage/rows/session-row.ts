import type { Session } from '../../protocol/session.ts'

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
