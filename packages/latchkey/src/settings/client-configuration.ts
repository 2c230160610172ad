import type { Client } from '../protocol/clients/client.ts'

/**
 * A client in the configuration. Only `clientId` is required; what the other members leave open is inferred
 * from them.
 */
export interface ClientConfiguration
  extends Partial<Omit<Client, 'clientId' | 'secrets' | 'createdAt' | 'version'>> {
  readonly clientId: string
  /**
   * Its secret, or several while one replaces another. Makes the client confidential; the method is
   * `client_secret_basic` unless `tokenEndpointAuthMethod` says `client_secret_post`. One method only: the
   * registered one is pinned.
   */
  readonly clientSecret?: string | readonly string[] | undefined
}
