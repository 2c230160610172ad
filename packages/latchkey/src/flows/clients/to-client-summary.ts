import type { ClientSummary } from '../../management/management.ts'
import type { Client, ClientSecret } from '../../protocol/clients/client.ts'
import { clientMembers } from '../../protocol/clients/client-metadata.ts'

/** What a stored client may show: a row may hold more, from a newer version or one that kept too much. */
const shownMembers: readonly string[] = clientMembers
  .filter(([, member]) => !('only' in member && member.only === 'in the configuration'))
  .map(([name]) => name)

/** A client as callers see it: its members, without the hashes of its secrets. */
export function toClientSummary(client: Client, source: ClientSummary['source']): ClientSummary {
  const shown = Object.entries(client).filter(([name]) => shownMembers.includes(name))
  return {
    ...(Object.fromEntries(shown) as unknown as Client),
    secrets: client.secrets.map(toSecretSummary),
    source,
  }
}

export function toSecretSummary(secret: ClientSecret): Omit<ClientSecret, 'secretHash'> {
  const { id, label, lastFour, createdAt, expiresAt, lastUsedAt } = secret
  return {
    id,
    label,
    lastFour,
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
  }
}
