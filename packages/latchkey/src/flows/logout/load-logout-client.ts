import type { Client } from '../../protocol/clients/client.ts'
import type { Parts } from '../parts.ts'

/** A disabled client counts as unknown: it signs nobody out, and nobody is redirected to it. */
export async function loadLogoutClient(
  clientId: string | undefined,
  { clients }: Pick<Parts, 'clients'>,
): Promise<Client | undefined> {
  const client = clientId === undefined ? undefined : await clients.find(clientId)
  return client?.disabled ? undefined : client
}
