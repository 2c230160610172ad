import type { SigningKeyStore } from '../../ports/storage.ts'
import type { SigningAlgorithm, SigningKey } from '../../protocol/signing-key.ts'
import type { BoundValues, Connection } from './connection.ts'
import type { RecordTable } from './record-table.ts'

interface SigningKeyRow {
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

const INSERT = `
  INSERT INTO signing_keys (algorithm, sequence, kid, public_jwk, sealed_private_jwk, created_at, activates_at,
    rotates_at, retires_at)
  VALUES (:algorithm, :sequence, :kid, :publicJwk, :sealedPrivateJwk, :createdAt, :activatesAt, :rotatesAt,
    :retiresAt)
  ON CONFLICT DO NOTHING`

export const signingKeyTable: RecordTable<SigningKey> = {
  name: 'signing_keys',
  key: ['kid'],
  insert: INSERT,
  toRow,
  fromRow,
}

export function sqliteSigningKeys(connection: Connection): SigningKeyStore {
  return {
    add: (key) => connection.write(() => (connection.run(INSERT, toRow(key)) === 1 ? 'added' : 'taken')),

    async list(now) {
      return connection
        .all<SigningKeyRow>(
          `SELECT * FROM signing_keys WHERE retires_at IS NULL OR :now < retires_at
           ORDER BY algorithm, sequence`,
          { now },
        )
        .map(fromRow)
    },

    retire: (kid, retiresAt) =>
      connection.write(() => {
        const sql = `UPDATE signing_keys SET retires_at = min(:retiresAt, coalesce(retires_at, :retiresAt))
                     WHERE kid = :kid`
        return connection.run(sql, { kid, retiresAt }) === 1 ? 'retired' : 'unknown'
      }),

    reseal: (kid, sealedPrivateJwk) =>
      connection.write(() => {
        const sql = 'UPDATE signing_keys SET sealed_private_jwk = :sealedPrivateJwk WHERE kid = :kid'
        return connection.run(sql, { kid, sealedPrivateJwk }) === 1 ? 'resealed' : 'unknown'
      }),
  }
}

function toRow(key: SigningKey): BoundValues {
  return { ...key, publicJwk: JSON.stringify(key.publicJwk), retiresAt: key.retiresAt ?? null }
}

function fromRow(row: SigningKeyRow): SigningKey {
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
