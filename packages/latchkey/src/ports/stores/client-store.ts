import type { Client } from '../../protocol/clients/client.ts'
import type { ListPage } from './list-page.ts'

export interface ClientStore {
  create(client: Client): Promise<'created' | 'taken'>
  find(clientId: string): Promise<Client | undefined>
  /** Replaces the client whose stored version is `client.version - 1`, as `decideClientUpdate` says. */
  update(client: Client): Promise<'updated' | 'stale' | 'unknown'>
  remove(clientId: string): Promise<'removed' | 'unknown'>
  /** Ordered by client id. */
  list(page: ListPage): Promise<readonly Client[]>
  /** Records when a secret was last used, without changing the version. Never moves the time back. */
  noteSecretUse(clientId: string, secretId: string, at: number): Promise<void>
}
