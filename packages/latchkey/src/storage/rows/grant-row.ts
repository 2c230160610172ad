import type { Grant } from '../../protocol/grant.ts'
import type { Table } from './table.ts'

export type GrantRow = {
  readonly id: string
  readonly client_id: string
  readonly account_id: string
  readonly session_id: string | null
  readonly signed_in_session_id: string | null
  readonly scopes: string
  readonly left_out_scopes: string | null
  readonly resources: string
  readonly claims: string | null
  readonly auth_time: number
  readonly amr: string
  readonly acr: string | null
  readonly generation: number
  readonly rotated_at: number
  readonly created_at: number
  readonly expires_at: number
  readonly absolute_expires_at: number
  readonly revoked_at: number | null
}

export function toGrantRow(grant: Grant): GrantRow {
  return {
    id: grant.id,
    client_id: grant.clientId,
    account_id: grant.accountId,
    session_id: grant.sessionId ?? null,
    signed_in_session_id: grant.signedInSessionId ?? null,
    scopes: JSON.stringify(grant.scopes),
    left_out_scopes: grant.leftOutScopes === undefined ? null : JSON.stringify(grant.leftOutScopes),
    resources: JSON.stringify(grant.resources),
    claims: grant.claims === undefined ? null : JSON.stringify(grant.claims),
    auth_time: grant.authTime,
    amr: JSON.stringify(grant.amr),
    acr: grant.acr ?? null,
    generation: grant.generation,
    rotated_at: grant.rotatedAt,
    created_at: grant.createdAt,
    expires_at: grant.expiresAt,
    absolute_expires_at: grant.absoluteExpiresAt,
    revoked_at: grant.revokedAt ?? null,
  }
}

export function fromGrantRow(row: GrantRow): Grant {
  return {
    id: row.id,
    clientId: row.client_id,
    accountId: row.account_id,
    ...(row.session_id !== null && { sessionId: row.session_id }),
    ...(row.signed_in_session_id !== null && { signedInSessionId: row.signed_in_session_id }),
    scopes: JSON.parse(row.scopes),
    ...(row.left_out_scopes !== null && { leftOutScopes: JSON.parse(row.left_out_scopes) }),
    resources: JSON.parse(row.resources),
    ...(row.claims !== null && { claims: JSON.parse(row.claims) }),
    authTime: row.auth_time,
    amr: JSON.parse(row.amr),
    ...(row.acr !== null && { acr: row.acr }),
    generation: row.generation,
    rotatedAt: row.rotated_at,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    absoluteExpiresAt: row.absolute_expires_at,
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  }
}

export const grantTable: Table<Grant, GrantRow> = {
  name: 'grants',
  key: ['id'],
  end: 'absolute_expires_at',
  columns: {
    id: 'text',
    client_id: 'text',
    account_id: 'text',
    session_id: 'text',
    signed_in_session_id: 'text',
    scopes: 'text',
    left_out_scopes: 'text',
    resources: 'text',
    claims: 'text',
    auth_time: 'bigint',
    amr: 'text',
    acr: 'text',
    generation: 'bigint',
    rotated_at: 'bigint',
    created_at: 'bigint',
    expires_at: 'bigint',
    absolute_expires_at: 'bigint',
    revoked_at: 'bigint',
  },
  toRow: toGrantRow,
  fromRow: fromGrantRow,
}
