import type { ClientStore } from '../../ports/stores/client-store.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { decideClientUpdate, withSecretUse } from '../../protocol/clients/decide-client-update.ts'
import { type ClientRow, clientTable, fromClientRow } from '../rows/client-row.ts'
import { toValues } from './batch.ts'
import type { Database } from './database.ts'
import { findByKey } from './find-by-key.ts'
import { listPage } from './page-of.ts'
import { settle } from './settle.ts'

export function postgresClients(database: Database): ClientStore {
  const valuesOf = toValues(clientTable)
  const { create, read, replace, remove } = toStatements(database)
  const list = listPage(database, clientTable, 'ASC')

  /** Changes the stored document, and decides again if another call has changed it meanwhile. */
  function change<Decision extends { readonly client?: Client | undefined }>(
    clientId: string,
    decide: (stored: Client | undefined) => Decision,
  ): Promise<Decision> {
    return settle(async () => {
      const [row] = await database.read<ClientRow>(read, [clientId])
      const stored = row && fromClientRow(row)
      const decision = decide(stored)
      if (row === undefined || decision.client === undefined) return decision
      const { count } = await database.write(replace, [clientId, row.client, JSON.stringify(decision.client)])
      return count === 1 ? decision : undefined
    })
  }

  return {
    async create(client) {
      const { count } = await database.write(create, valuesOf(client))
      return count === 1 ? 'created' : 'taken'
    },

    find: findByKey(database, clientTable),

    async update(client) {
      const { outcome } = await change(client.clientId, (stored) => decideClientUpdate(stored, client))
      return outcome
    },

    async remove(clientId) {
      const { count } = await database.write(remove, [clientId])
      return count === 1 ? 'removed' : 'unknown'
    },

    list,

    async noteSecretUse(clientId, secretId, at) {
      await change(clientId, (stored) => {
        const client = stored && withSecretUse(stored, secretId, at)
        return client === undefined || client === stored ? {} : { client }
      })
    },
  }
}

function toStatements(database: Database) {
  const clients = `${database.schema}.clients`
  return {
    create: database.statement(
      'create_client',
      `INSERT INTO ${clients} (id, client) VALUES ($1::text, $2::text) ON CONFLICT (id) DO NOTHING`,
    ),
    read: database.statement('read_client', `SELECT id, client FROM ${clients} WHERE id = $1::text`),
    replace: database.statement(
      'replace_client',
      `UPDATE ${clients} SET client = $3::text WHERE id = $1::text AND client = $2::text`,
    ),
    remove: database.statement('remove_client', `DELETE FROM ${clients} WHERE id = $1::text`),
  }
}
