import type { Consent } from '../../protocol/grant.ts'
import type { Table } from './table.ts'

export type ConsentRow = {
  readonly account_id: string
  readonly client_id: string
  readonly registration_id: string | null
  readonly scopes: string
  readonly resources: string
  readonly granted_at: number
}

export function toConsentRow(consent: Consent): ConsentRow {
  return {
    account_id: consent.accountId,
    client_id: consent.clientId,
    registration_id: consent.registrationId ?? null,
    scopes: JSON.stringify(consent.scopes),
    resources: JSON.stringify(consent.resources),
    granted_at: consent.grantedAt,
  }
}

export function fromConsentRow(row: ConsentRow): Consent {
  return {
    accountId: row.account_id,
    clientId: row.client_id,
    ...(row.registration_id !== null && { registrationId: row.registration_id }),
    scopes: JSON.parse(row.scopes),
    resources: JSON.parse(row.resources),
    grantedAt: row.granted_at,
  }
}

export const consentTable: Table<Consent, ConsentRow> = {
  name: 'consents',
  key: ['account_id', 'client_id'],
  columns: {
    account_id: 'text',
    client_id: 'text',
    registration_id: 'text',
    scopes: 'text',
    resources: 'text',
    granted_at: 'bigint',
  },
  toRow: toConsentRow,
  fromRow: fromConsentRow,
}
