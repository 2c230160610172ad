import type { JwksSource } from '../keys/jwks-source.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Sealer } from '../keys/sealer.ts'
import type { Accounts } from '../ports/accounts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Random } from '../ports/random.ts'
import type { Storage } from '../ports/storage.ts'
import type { Client } from '../protocol/client.ts'
import type { Settings } from '../settings/settings.ts'
import type { ClientThrottle } from './clients/client-throttle.ts'
import type { SecretUse } from './clients/secret-use.ts'
import type { GrantRegistry } from './token/grants/grant-registry.ts'

/** Finds clients: those of the configuration first, then those in the database. Disabled ones too. */
export interface ClientDirectory {
  /** As the client was at most a few seconds ago. */
  find(clientId: string): Promise<Client | undefined>
  /** As the client is in this second: for when what is known of it would refuse somebody. */
  findAnew(clientId: string): Promise<Client | undefined>
  /** After a change of our own: what is known of the client is out of date. */
  forget(clientId: string): void
}

/** What a flow can reach. Each flow takes the parts that it needs (`Pick<Parts, 'storage' | 'clock'>`). */
export interface Parts {
  readonly settings: Settings
  readonly storage: Storage
  readonly accounts: Accounts
  readonly clients: ClientDirectory
  readonly clock: Clock
  readonly random: Random
  readonly events: Events
  readonly keyRing: KeyRing
  readonly sealer: Sealer
  /** The public keys of clients that authenticate with private_key_jwt. */
  readonly jwksSource: JwksSource
  /** What the token endpoint can do, by `grant_type`. */
  readonly grantTypes: GrantRegistry
  readonly clientThrottle: ClientThrottle
  /** Who is told to wait because of refresh tokens that neither we nor the server before us issued. */
  readonly adoptionThrottle: ClientThrottle
  readonly secretUse: SecretUse
  /** True once the server was told to drain: `/readyz` says so. */
  isDraining(): boolean
}
