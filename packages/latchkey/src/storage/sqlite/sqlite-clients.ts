import type { ClientStore } from '../../ports/storage.ts'
import type { Client, ClientSecret } from '../../protocol/clients/client.ts'
import { type ClientRow, fromClientRow, toClientRow } from '../rows/client-row.ts'
import type { Connection } from './connection.ts'
import { pageOf } from './page-of.ts'
import type { RecordTable } from './record-table.ts'

const INSERT = 'INSERT INTO clients (id, client) VALUES (:id, :client) ON CONFLICT DO NOTHING'

export const clientTable: RecordTable<Client> = {
  name: 'clients',
  key: ['id'],
  insert: INSERT,
  toRow: toClientRow,
  fromRow: fromClientRow,
}

export function sqliteClients(connection: Connection): ClientStore {
  const find = (clientId: string): Client | undefined => {
    const row = connection.get<Pick<ClientRow, 'client'>>('SELECT client FROM clients WHERE id = :clientId', {
      clientId,
    })
    return row && fromClientRow(row)
  }
  const replace = (client: Client) =>
    connection.run('UPDATE clients SET client = :client WHERE id = :id', toClientRow(client))

  return {
    create: (client) =>
      connection.write(() => (connection.run(INSERT, toClientRow(client)) === 1 ? 'created' : 'taken')),

    find: async (clientId) => find(clientId),

    update: (client) =>
      connection.write(() => {
        const stored = find(client.clientId)
        if (stored === undefined) return 'unknown'
        if (stored.version !== client.version - 1) return 'stale'
        // A use that was noted after the caller read the client is not forgotten.
        const uses = new Map(stored.secrets.map((secret) => [secret.id, secret.lastUsedAt]))
        const secrets = client.secrets.map((secret) => usedAt(secret, uses.get(secret.id)))
        replace({ ...client, secrets })
        return 'updated'
      }),

    remove: (clientId) =>
      connection.write(() =>
        connection.run('DELETE FROM clients WHERE id = :clientId', { clientId }) === 1
          ? 'removed'
          : 'unknown',
      ),

    async list(page) {
      const rows = pageOf<ClientRow>(connection, { table: 'clients', direction: 'ASC' }, page)
      return rows.map(fromClientRow)
    },

    noteSecretUse: (clientId, secretId, at) =>
      connection.write(() => {
        const stored = find(clientId)
        if (stored === undefined) return
        const secrets = stored.secrets.map((secret) => (secret.id === secretId ? usedAt(secret, at) : secret))
        replace({ ...stored, secrets })
      }),
  }
}

/** The secret with the later of its own last use and this one. */
function usedAt(secret: ClientSecret, at: number | undefined): ClientSecret {
  if (at === undefined || at <= (secret.lastUsedAt ?? Number.NEGATIVE_INFINITY)) return secret
  return { ...secret, lastUsedAt: at }
}
