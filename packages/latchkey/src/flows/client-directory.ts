import type { Storage } from '../ports/storage.ts'
import type { Client } from '../protocol/client.ts'
import type { ClientDirectory } from './parts.ts'

/** Clients of the configuration stand first, and are never in the database; an id in both places means the configured one. */
export function createClientDirectory(
  configured: ReadonlyMap<string, Client>,
  { clients }: Pick<Storage, 'clients'>,
): ClientDirectory {
  return { find: async (clientId) => configured.get(clientId) ?? clients.find(clientId) }
}
