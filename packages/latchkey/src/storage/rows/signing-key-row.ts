import type { SigningAlgorithm, SigningKey } from '../../protocol/signing-key.ts'
import type { Table } from './table.ts'

export type SigningKeyRow = {
  readonly algorithm: SigningAlgorithm
  readonly sequence: number
  readonly kid: string
  readonly public_jwk: string
  readonly sealed_private_jwk: string
  readonly created_at: number
  readonly activates_at: number
  readonly rotates_at: number
  readonly retires_at: number | null
}

export function toSigningKeyRow(key: SigningKey): SigningKeyRow {
  return {
    algorithm: key.algorithm,
    sequence: key.sequence,
    kid: key.kid,
    public_jwk: JSON.stringify(key.publicJwk),
    sealed_private_jwk: key.sealedPrivateJwk,
    created_at: key.createdAt,
    activates_at: key.activatesAt,
    rotates_at: key.rotatesAt,
    retires_at: key.retiresAt ?? null,
  }
}

export function fromSigningKeyRow(row: SigningKeyRow): SigningKey {
  return {
    algorithm: row.algorithm,
    sequence: row.sequence,
    kid: row.kid,
    publicJwk: JSON.parse(row.public_jwk),
    sealedPrivateJwk: row.sealed_private_jwk,
    createdAt: row.created_at,
    activatesAt: row.activates_at,
    rotatesAt: row.rotates_at,
    ...(row.retires_at !== null && { retiresAt: row.retires_at }),
  }
}

export const signingKeyTable: Table<SigningKey, SigningKeyRow> = {
  name: 'signing_keys',
  key: ['kid'],
  end: 'retires_at',
  columns: {
    algorithm: 'text',
    sequence: 'bigint',
    kid: 'text',
    public_jwk: 'text',
    sealed_private_jwk: 'text',
    created_at: 'bigint',
    activates_at: 'bigint',
    rotates_at: 'bigint',
    retires_at: 'bigint',
  },
  toRow: toSigningKeyRow,
  fromRow: fromSigningKeyRow,
}
