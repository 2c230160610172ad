import type { ClientKeys } from '../keys/client-keys.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Sealer } from '../keys/sealer.ts'
import type { Accounts } from '../ports/accounts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Random } from '../ports/random.ts'
import type { RequestLog } from '../ports/request-log.ts'
import type { Storage } from '../ports/storage.ts'
import type { Client } from '../protocol/clients/client.ts'
import type { Settings } from '../settings/settings.ts'
import type { ClientThrottle } from './clients/client-throttle.ts'
import type { SecretUse } from './clients/secret-use.ts'
import type { GrantRegistry } from './token/grants/grant-registry.ts'

/** Finds clients, also disabled ones: first in the configuration, then in the database. */
export interface ClientDirectory {
  /** The client as it was at most a few seconds ago. */
  find(clientId: string): Promise<Client | undefined>
  /** The client read again, for when the cached one would cause a refusal. */
  findFresh(clientId: string): Promise<Client | undefined>
  /**
   * The id of a known client that an unknown one was probably meant to be: for the log, never for an answer.
   * Reads no storage.
   */
  findNear(clientId: string): string | undefined
  /** Drops the cached client, after a change of our own. */
  forget(clientId: string): void
}

/** The dependencies of flows. Each flow takes those that it needs (`Pick<Parts, 'storage' | 'clock'>`). */
export interface Parts {
  readonly settings: Settings
  readonly storage: Storage
  readonly accounts: Accounts
  /** True for the built-in accounts, which storage can read together with grants and sessions. */
  readonly accountsAreStored: boolean
  readonly clients: ClientDirectory
  readonly clock: Clock
  readonly random: Random
  readonly events: Events
  readonly requestLog: RequestLog
  readonly keyRing: KeyRing
  readonly sealer: Sealer
  /** The public keys of clients that authenticate with private_key_jwt. */
  readonly clientKeys: ClientKeys
  /** The token endpoint's grants, by `grant_type`. */
  readonly grantTypes: GrantRegistry
  readonly clientThrottle: ClientThrottle
  /**
   * Addresses that must wait because they presented refresh tokens that neither we nor the previous server
   * issued.
   */
  readonly adoptionThrottle: ClientThrottle
  readonly secretUse: SecretUse
  /** True once the server was told to drain: `/readyz` says so. */
  isDraining(): boolean
}
