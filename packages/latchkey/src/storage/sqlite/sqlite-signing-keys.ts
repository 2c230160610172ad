import type { SigningKeyStore } from '../../ports/stores/signing-key-store.ts'
import {
  fromSigningKeyRow,
  type SigningKeyRow,
  signingKeyTable,
  toSigningKeyRow,
} from '../rows/signing-key-row.ts'
import type { Connection } from './connection.ts'
import { insertRow } from './write-row.ts'

const INSERT = insertRow(signingKeyTable)

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
