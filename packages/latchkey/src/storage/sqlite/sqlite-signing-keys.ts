import type { SigningKeyStore } from '../../ports/storage.ts'
import type { SigningKey } from '../../protocol/signing-key.ts'
import { fromSigningKeyRow, type SigningKeyRow, toSigningKeyRow } from '../rows/signing-key-row.ts'
import type { Connection } from './connection.ts'
import type { RecordTable } from './record-table.ts'

const INSERT = `
  INSERT INTO signing_keys (algorithm, sequence, kid, public_jwk, sealed_private_jwk, created_at, activates_at,
    rotates_at, retires_at)
  VALUES (:algorithm, :sequence, :kid, :public_jwk, :sealed_private_jwk, :created_at, :activates_at, :rotates_at,
    :retires_at)
  ON CONFLICT DO NOTHING`

export const signingKeyTable: RecordTable<SigningKey> = {
  name: 'signing_keys',
  key: ['kid'],
  insert: INSERT,
  toRow: toSigningKeyRow,
  fromRow: fromSigningKeyRow,
}

export function sqliteSigningKeys(connection: Connection): SigningKeyStore {
  return {
    add: (key) =>
      connection.write(() => (connection.run(INSERT, toSigningKeyRow(key)) === 1 ? 'added' : 'taken')),

    async list(now) {
      return connection
        .all<SigningKeyRow>(
          `SELECT * FROM signing_keys WHERE retires_at IS NULL OR :now < retires_at
           ORDER BY algorithm, sequence`,
          { now },
        )
        .map(fromSigningKeyRow)
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
