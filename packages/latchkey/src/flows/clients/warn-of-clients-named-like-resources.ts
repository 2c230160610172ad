import type { Logger } from '../../ports/logger.ts'
import type { Storage } from '../../ports/storage.ts'

/**
 * Logs each client of the database that a resource of the configuration was named like afterwards: the client
 * directory does not find it any more.
 */
export async function warnOfClientsNamedLikeResources(
  resources: readonly string[],
  { storage, logger }: { readonly storage: Pick<Storage, 'clients'>; readonly logger: Logger },
): Promise<void> {
  const found = await Promise.all(resources.map((uri) => storage.clients.find(uri)))
  for (const client of found) {
    if (client === undefined) continue
    logger.warn(
      { clientId: client.clientId },
      'A stored client is refused everywhere, because a resource has its id as the URI: remove the client, and create it under another id',
    )
  }
}
