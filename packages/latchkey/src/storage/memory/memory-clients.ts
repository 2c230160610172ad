import type { ClientStore } from '../../ports/stores/client-store.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { decideClientUpdate, withSecretUse } from '../../protocol/clients/decide-client-update.ts'
import { keep } from './keep.ts'
import { listPage } from './page-of.ts'

export function memoryClients(rows: Map<string, Client>): ClientStore {
  return {
    async create(client) {
      if (rows.has(client.clientId)) return 'taken'
      rows.set(client.clientId, keep(client))
      return 'created'
    },

    async find(clientId) {
      return rows.get(clientId)
    },

    async update(client) {
      const decision = decideClientUpdate(rows.get(client.clientId), client)
      if (decision.outcome === 'updated') rows.set(client.clientId, keep(decision.client))
      return decision.outcome
    },

    async remove(clientId) {
      return rows.delete(clientId) ? 'removed' : 'unknown'
    },

    async list(page) {
      return listPage(rows, page, 'ascending')
    },

    async noteSecretUse(clientId, secretId, at) {
      const row = rows.get(clientId)
      if (row !== undefined) rows.set(clientId, keep(withSecretUse(row, secretId, at)))
    },
  }
}
