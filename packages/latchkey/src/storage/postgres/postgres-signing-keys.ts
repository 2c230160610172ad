import type { SigningKeyStore } from '../../ports/stores/signing-key-store.ts'
import { fromSigningKeyRow, type SigningKeyRow, signingKeyTable } from '../rows/signing-key-row.ts'
import { insertBatch, toBatch, toValues } from './batch.ts'
import type { Database } from './database.ts'

export function postgresSigningKeys(database: Database): SigningKeyStore {
  const valuesOf = toValues(signingKeyTable)
  const { add, list, retire, reseal } = toStatements(database)
  return {
    async add(key) {
      const { count } = await database.write(add, toBatch([valuesOf(key)]))
      return count === 1 ? 'added' : 'taken'
    },

    async list(now) {
      return (await database.read<SigningKeyRow>(list, [now])).map(fromSigningKeyRow)
    },

    async retire(kid, retiresAt) {
      const { count } = await database.write(retire, [kid, retiresAt])
      return count === 1 ? 'retired' : 'unknown'
    },

    async reseal(kid, sealedPrivateJwk) {
      const { count } = await database.write(reseal, [kid, sealedPrivateJwk])
      return count === 1 ? 'resealed' : 'unknown'
    },
  }
}

function toStatements(database: Database) {
  const keys = `${database.schema}.signing_keys`
  return {
    add: database.statement(
      'add_signing_key',
      `${insertBatch(database.schema, signingKeyTable)} ON CONFLICT DO NOTHING`,
    ),
    list: database.statement(
      'list_signing_keys',
      `SELECT ${Object.keys(signingKeyTable.columns).join(', ')} FROM ${keys}
       WHERE retires_at IS NULL OR $1::bigint < retires_at ORDER BY algorithm, sequence`,
    ),
    // `least` ignores a time that is not set yet.
    retire: database.statement(
      'retire_signing_key',
      `UPDATE ${keys} SET retires_at = least($2::bigint, retires_at) WHERE kid = $1::text`,
    ),
    reseal: database.statement(
      'reseal_signing_key',
      `UPDATE ${keys} SET sealed_private_jwk = $2::text WHERE kid = $1::text`,
    ),
  }
}
