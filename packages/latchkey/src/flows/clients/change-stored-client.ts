import { type ClientRegistration, ManagementError } from '../../management/management.ts'
import type { ReportedEvent } from '../../ports/events.ts'
import type { Client } from '../../protocol/clients/client.ts'
import type { Parts } from '../parts.ts'

export interface ClientManagementParts
  extends Pick<Parts, 'storage' | 'clients' | 'clock' | 'random' | 'events'> {
  readonly configured: ReadonlyMap<string, Client>
  /**
   * Completes and checks a registration, by the rules of the configuration.
   * @throws ManagementError `INVALID`.
   */
  readonly completeClient: (stated: ClientRegistration & { readonly clientId: string }) => Client
  /** Checks a client after a change. @throws ManagementError `INVALID`. */
  readonly requireSensibleClient: (client: Client) => void
}

/** Changes the stored client, and retries once if somebody else has changed it in the meantime. */
export async function changeStoredClient(
  parts: ClientManagementParts,
  clientId: string,
  change: (client: Client) => Client,
): Promise<Client> {
  requireNotConfigured(parts, clientId)
  for (let attempt = 0; attempt < 2; attempt++) {
    const client = await parts.storage.clients.find(clientId)
    if (client === undefined) throw clientNotFound(clientId)
    const next = { ...withoutSecretText(change(client)), version: client.version + 1 }
    const outcome = await parts.storage.clients.update(next)
    parts.clients.forget(clientId)
    if (outcome === 'updated') return next
    if (outcome === 'unknown') throw clientNotFound(clientId)
  }
  throw new ManagementError(
    'CHANGED_MEANWHILE',
    `The client ${clientId} was changed meanwhile: look again, and try again`,
  )
}

/**
 * A node of an earlier version may have stored the text of a secret after the migration that removes it.
 * Nothing reads it.
 */
function withoutSecretText(client: Client & { readonly clientSecret?: unknown }): Client {
  const { clientSecret: _, ...rest } = client
  return rest
}

export function requireNotConfigured({ configured }: ClientManagementParts, clientId: string): void {
  if (configured.has(clientId)) {
    throw new ManagementError(
      'IN_CONFIGURATION',
      `The client ${clientId} comes from the configuration: change it there`,
    )
  }
}

export function reportClientEvent(
  { events }: Pick<Parts, 'events'>,
  name: ReportedEvent['name'],
  clientId: string,
): void {
  events.report({ name, outcome: 'success', clientId })
}

export function clientNotFound(clientId: string): ManagementError {
  return new ManagementError('NOT_FOUND', `There is no client with the id ${clientId}`)
}
