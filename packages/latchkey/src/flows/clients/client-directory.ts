import { keepLatest } from 'latchkey-connect/internal'
import type { Clock } from '../../ports/clock.ts'
import type { Storage } from '../../ports/storage.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { findNearName } from '../../protocol/find-near-name.ts'
import type { ClientDirectory } from '../parts.ts'

/** Seconds after which a change that another node made to a client is seen here at the latest. */
const CLIENT_AGE_SECONDS = 5
/** The maximum number of cached clients; beyond that, the one that was read first is removed. */
const MAX_CLIENTS = 10_000
/** Clients of the configuration, and as many cached ones, that an unknown id is compared with. */
const COMPARED_CLIENTS = 100

interface KnownClient {
  readonly client: Client
  /** Epoch seconds. */
  readonly readAt: number
}

/**
 * Finds configured clients first; they are not in the database, and win if an id is in both places. Clients
 * of the database are cached for a few seconds; that a client does not exist is not cached. A client of the
 * database whose id is the URI of a resource is never found: its ID tokens, which are for its id, would pass
 * for access tokens of that API.
 */
export function createClientDirectory(
  {
    configured,
    resources,
  }: { readonly configured: ReadonlyMap<string, Client>; readonly resources: readonly string[] },
  { clients }: Pick<Storage, 'clients'>,
  clock: Clock,
): ClientDirectory {
  const known = new Map<string, KnownClient>()

  async function read(clientId: string): Promise<Client | undefined> {
    if (resources.includes(clientId)) return undefined
    const readAt = clock.now()
    const client = await clients.find(clientId)
    if (client === undefined) known.delete(clientId)
    else keepLatest(known, [clientId, { client, readAt }], MAX_CLIENTS)
    return client
  }

  return {
    async find(clientId) {
      const own = configured.get(clientId)
      if (own !== undefined) return own
      const recent = known.get(clientId)
      // A clock that was set back would keep a client that has been disabled since.
      const isRecent = recent && Math.abs(clock.now() - recent.readAt) < CLIENT_AGE_SECONDS
      return isRecent ? recent.client : read(clientId)
    },
    async findFresh(clientId) {
      const recent = known.get(clientId)
      const isNew = recent !== undefined && recent.readAt === clock.now()
      return configured.get(clientId) ?? (isNew ? recent.client : read(clientId))
    },
    findNear: (clientId) => findNearName(clientId, someIds(configured, known)),
    forget: (clientId) => void known.delete(clientId),
  }
}

/** Some ids of each: strangers choose what is compared with them, and it must cost little. */
function* someIds(...sources: readonly ReadonlyMap<string, unknown>[]): Generator<string> {
  for (const source of sources) {
    let left = COMPARED_CLIENTS
    for (const id of source.keys()) {
      if (left-- === 0) break
      yield id
    }
  }
}
