import type { RecordKind, RecordPage, StoredRecords } from './stored-records.ts'
import type { AccountStore } from './stores/account-store.ts'
import type { AttemptStore } from './stores/attempt-store.ts'
import type { ClientStore } from './stores/client-store.ts'
import type { ConsentStore } from './stores/consent-store.ts'
import type { EventStore } from './stores/event-store.ts'
import type { FamiliarBrowserStore } from './stores/familiar-browser-store.ts'
import type { GrantStore } from './stores/grant-store.ts'
import type { ListPage } from './stores/list-page.ts'
import type { RememberedIdStore } from './stores/remembered-id-store.ts'
import type { SessionStore } from './stores/session-store.ts'
import type { SigningKeyStore } from './stores/signing-key-store.ts'

/*
 * What the server needs from a database, as verbs with verdicts. The rules of every method here:
 * - one call is one atomic step, durable when its promise resolves; of 50 concurrent calls, at most one wins;
 * - an outcome is a value; only a broken database throws;
 * - the time is an argument, in epoch seconds; secrets arrive hashed, sealed or MAC'd;
 * - what expires at T exists at T-1 and is gone at T, whether or not it was purged;
 * - no method is optional. `testing/storage-contract.ts` is the proof; every driver passes all of it.
 */

export interface MigrationStep {
  readonly version: number
  readonly title: string
  /** What the step runs, for people to read first. */
  readonly sql: string
}

/**
 * A database, behind verbs. One object may serve several issuers only if they share everything; give each its
 * own file or schema.
 */
export interface Storage {
  readonly grants: GrantStore
  readonly rememberedIds: RememberedIdStore
  readonly attempts: AttemptStore
  readonly sessions: SessionStore
  readonly familiarBrowsers: FamiliarBrowserStore
  readonly clients: ClientStore
  readonly consents: ConsentStore
  readonly signingKeys: SigningKeyStore
  readonly accounts: AccountStore
  readonly events: EventStore
  /** Brings the schema up to date, under a lock; returns the steps that were applied, in order. */
  migrate(): Promise<readonly MigrationStep[]>
  /** The steps that `migrate` would apply. */
  pendingMigrations(): Promise<readonly MigrationStep[]>
  /**
   * Deletes what has expired, at most `limit` rows of each kind in one bounded step; returns how many.
   * `recordDescriptions` names each kind's expiry; events older than `eventsBefore` are deleted.
   */
  purge(options: {
    readonly now: number
    readonly limit: number
    readonly eventsBefore: number
  }): Promise<number>
  /**
   * One page of all records of a kind, including revoked or expired ones, ordered by the UTF-8 bytes of their
   * keys, which `recordDescriptions` names. `after` is the `next` of the previous page.
   */
  exportRecords<Kind extends RecordKind>(kind: Kind, page: ListPage): Promise<RecordPage<Kind>>
  /**
   * Inserts records as they are, all or none: `taken` when the key or the username of one of them already
   * exists.
   */
  importRecords<Kind extends RecordKind>(
    kind: Kind,
    records: readonly StoredRecords[Kind][],
  ): Promise<'imported' | 'taken'>
  /** Resolves once the database replies. */
  ping(): Promise<void>
  close(): Promise<void>
}
