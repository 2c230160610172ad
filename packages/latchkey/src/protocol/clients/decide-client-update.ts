import type { Client, ClientSecret } from './client.ts'

export type ClientUpdateDecision =
  | { readonly outcome: 'updated'; readonly client: Client }
  | { readonly outcome: 'stale' | 'unknown'; readonly client?: undefined }

/** A change replaces the client whose version it saw. */
export function decideClientUpdate(stored: Client | undefined, client: Client): ClientUpdateDecision {
  if (stored === undefined) return { outcome: 'unknown' }
  if (stored.version !== client.version - 1) return { outcome: 'stale' }
  // A use that was noted after the caller read the client is not forgotten.
  const uses = new Map(stored.secrets.map((secret) => [secret.id, secret.lastUsedAt]))
  const secrets = client.secrets.map((secret) => usedAt(secret, uses.get(secret.id)))
  return { outcome: 'updated', client: { ...client, secrets } }
}

/** The client with a later use of one of its secrets; the same object when that is not news. */
export function withSecretUse(client: Client, secretId: string, at: number): Client {
  const used = client.secrets.find((secret) => secret.id === secretId)
  if (used === undefined || usedAt(used, at) === used) return client
  return {
    ...client,
    secrets: client.secrets.map((secret) => (secret === used ? usedAt(secret, at) : secret)),
  }
}

/** The secret with the later of its own last use and this one. */
function usedAt(secret: ClientSecret, at: number | undefined): ClientSecret {
  if (at === undefined || at <= (secret.lastUsedAt ?? Number.NEGATIVE_INFINITY)) return secret
  return { ...secret, lastUsedAt: at }
}
