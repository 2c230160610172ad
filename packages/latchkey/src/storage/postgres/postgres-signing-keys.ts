import type { SigningKeyStore } from '../../ports/storage.ts'
import type { SigningKey } from '../../protocol/signing-key.ts'
import { fromSigningKeyRow, type SigningKeyRow, toSigningKeyRow } from '../rows/signing-key-row.ts'
import type { Database } from './database.ts'
import { insertBatch, type Table, toBatch, toValues } from './table.ts'

export const signingKeyTable: Table<SigningKey, SigningKeyRow> = {
  name: 'signing_keys',
  key: ['kid'],
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
    // `least` passes over a time that is not set yet.
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
