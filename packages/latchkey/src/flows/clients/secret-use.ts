import type { ClientStore } from '../../ports/stores/client-store.ts'
import type { Client, ClientSecret } from '../../protocol/clients/client.ts'

/** Records when client secrets are used, without making the request wait for a write. */
export interface SecretUse {
  note(client: Client, secret: ClientSecret, now: number): void
  /** Writes the recorded times. Called by the maintenance timer and before the server closes. */
  flush(): Promise<void>
}

/** "Last used" is accurate to the hour, so that a busy client's row is not written more often. */
const GRANULARITY_SECONDS = 3600

interface Use {
  readonly clientId: string
  readonly secretId: string
  readonly at: number
}

/** Keeps one time per secret that was ever used, so at most as many as there are secrets. */
export function createSecretUse(clients: Pick<ClientStore, 'noteSecretUse'>): SecretUse {
  const noted = new Map<string, Use>()
  const due = new Set<string>()
  /** If the write fails, it is due again. */
  async function store(key: string): Promise<void> {
    const use = noted.get(key)
    if (use === undefined) return
    due.delete(key)
    try {
      await clients.noteSecretUse(use.clientId, use.secretId, use.at)
    } catch (cause) {
      due.add(key)
      throw cause
    }
  }

  return {
    note(client, secret, now) {
      const key = `${client.clientId} ${secret.id}`
      const last = noted.get(key)?.at ?? secret.lastUsedAt
      if (last !== undefined && Math.abs(now - last) < GRANULARITY_SECONDS) return
      noted.set(key, { clientId: client.clientId, secretId: secret.id, at: now })
      due.add(key)
    },
    async flush() {
      await Promise.all([...due].map(store))
    },
  }
}
