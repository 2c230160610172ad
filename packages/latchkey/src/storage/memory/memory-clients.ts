import type { ClientStore } from '../../ports/storage.ts'
import type { Client, ClientSecret } from '../../protocol/clients/client.ts'
import { keep } from './keep.ts'
import { pageOf } from './page-of.ts'

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
      const row = rows.get(client.clientId)
      if (row === undefined) return 'unknown'
      if (row.version !== client.version - 1) return 'stale'
      // A use that was noted after the caller read the client is not forgotten.
      const uses = new Map(row.secrets.map((secret) => [secret.id, secret.lastUsedAt]))
      const secrets = client.secrets.map((secret) => usedAt(secret, uses.get(secret.id)))
      rows.set(client.clientId, keep({ ...client, secrets }))
      return 'updated'
    },

    async remove(clientId) {
      return rows.delete(clientId) ? 'removed' : 'unknown'
    },

    async list(page) {
      return pageOf(rows, page, 'ascending')
    },

    async noteSecretUse(clientId, secretId, at) {
      const row = rows.get(clientId)
      if (row === undefined) return
      const secrets = row.secrets.map((secret) => (secret.id === secretId ? usedAt(secret, at) : secret))
      rows.set(clientId, keep({ ...row, secrets }))
    },
  }
}

/** The secret with the later of its own last use and this one. */
function usedAt(secret: ClientSecret, at: number | undefined): ClientSecret {
  if (at === undefined || at <= (secret.lastUsedAt ?? Number.NEGATIVE_INFINITY)) return secret
  return { ...secret, lastUsedAt: at }
}
