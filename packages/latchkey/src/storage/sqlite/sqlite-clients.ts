import type { ClientStore } from '../../ports/stores/client-store.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { decideClientUpdate, withSecretUse } from '../../protocol/clients/decide-client-update.ts'
import { type ClientRow, clientTable, fromClientRow, toClientRow } from '../rows/client-row.ts'
import type { Connection } from './connection.ts'
import { listPage } from './page-of.ts'
import { insertRow, replaceRow } from './write-row.ts'

const INSERT = insertRow(clientTable)
const REPLACE = replaceRow(clientTable)

export function sqliteClients(connection: Connection): ClientStore {
  const find = (clientId: string): Client | undefined => {
    const row = connection.get<Pick<ClientRow, 'client'>>('SELECT client FROM clients WHERE id = :clientId', {
      clientId,
    })
    return row && fromClientRow(row)
  }
  const replace = (client: Client) => connection.run(REPLACE, toClientRow(client))

  return {
    create: (client) =>
      connection.write(() => (connection.run(INSERT, toClientRow(client)) === 1 ? 'created' : 'taken')),

    find: async (clientId) => find(clientId),

    update: (client) =>
      connection.write(() => {
        const decision = decideClientUpdate(find(client.clientId), client)
        if (decision.outcome === 'updated') replace(decision.client)
        return decision.outcome
      }),

    remove: (clientId) =>
      connection.write(() =>
        connection.run('DELETE FROM clients WHERE id = :clientId', { clientId }) === 1
          ? 'removed'
          : 'unknown',
      ),

    async list(page) {
      return listPage(connection, clientTable, { ...page, direction: 'ASC' })
    },

    noteSecretUse: (clientId, secretId, at) =>
      connection.write(() => {
        const stored = find(clientId)
        if (stored !== undefined) replace(withSecretUse(stored, secretId, at))
      }),
  }
}
