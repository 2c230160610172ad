import type { Client } from '../protocol/clients/client.ts'
import type { AuditEvent } from '../protocol/event.ts'
import type { Consent, Grant } from '../protocol/grant.ts'
import type { Session } from '../protocol/session.ts'
import type { SigningKey } from '../protocol/signing-key.ts'
import type { RecordKind, RecordPage, StoredAccount, StoredRecords } from './stored-records.ts'

/*
 * What the server needs from a database, as verbs with verdicts. The rules of every method here:
 * - one call is one atomic step, durable when its promise resolves; of 50 concurrent calls, at most one wins;
 * - an outcome is a value; only a broken database throws;
 * - the time comes as an argument, in epoch seconds; what is secret arrives hashed, sealed or MAC'd;
 * - something that expires at T is there at T-1 and gone at T, whether or not it was purged;
 * - no method is optional. `testing/storage-contract.ts` is the proof, and every driver passes all of it.
 */

/**
 * A step of a refresh: from one generation of the grant to the next (or to the same one, for clients that do
 * not rotate).
 */
export interface GrantAdvance {
  readonly id: string
  readonly from: number
  /** `from + 1`, or `from` when the client does not rotate. */
  readonly to: number
  /** Epoch seconds. */
  readonly now: number
  /**
   * A predecessor that comes back less than this many seconds after its rotation is a retry, not a replay.
   */
  readonly graceSeconds: number
  /** Epoch seconds: the new idle expiry. The store caps it at the grant's absolute expiry. */
  readonly expiresAt: number
}

export type GrantOpenOutcome = 'opened' | 'replayed'
export type GrantAdvanceOutcome = 'advanced' | 'within_grace' | 'replayed' | 'revoked' | 'unknown'

/** Which grants to revoke; at least one member must be set, and all that are set must match. */
export interface GrantSelection {
  readonly accountId?: string
  readonly clientId?: string
  readonly sessionId?: string
}

export interface GrantStore {
  /**
   * Inserts the grant. If its id is there already the code is being replayed: the grant that is there is
   * revoked at `grant.createdAt` in the same step (RFC 6749 §4.1.2, OAuth 2.1 §4.1.3) and the answer is
   * `replayed`. A grant that is revoked from the start only takes its id: a grant that is there stays as it
   * is. An id stays taken until the row is purged, and a row is purged only after its `absoluteExpiresAt`.
   */
  open(grant: Grant): Promise<GrantOpenOutcome>
  /** The row, revoked and expired ones too, until it is purged. */
  find(id: string): Promise<Grant | undefined>
  /**
   * Compare-and-set on the generation:
   * - the row is at `from`: it moves to `to`, `rotatedAt` becomes `now` if `to` differs, `expiresAt` moves →
   *   `advanced`;
   * - the row is at `from + 1`, `to` is `from + 1`, and `now < rotatedAt + graceSeconds` → `within_grace`,
   *   nothing changes;
   * - otherwise the token is a replay: the grant is revoked in the same step → `replayed`;
   * - `revoked` when it was revoked before; `unknown` when there is no row or it has expired.
   */
  advance(step: GrantAdvance): Promise<GrantAdvanceOutcome>
  /** Idempotent: the first revocation's time stays. */
  revoke(id: string, now: number): Promise<'revoked' | 'already_revoked' | 'unknown'>
  /**
   * Revokes all grants that match and have not come to their absolute end, idle ones too, as access tokens
   * may still live; answers how many. An empty selection throws a `TypeError`.
   */
  revokeAll(selection: GrantSelection, now: number): Promise<number>
  /** Ties the active grants of one session to the one that replaces it; answers how many. */
  rebind(fromSessionId: string, toSessionId: string): Promise<number>
  /** An account's active grants, newest first. */
  listByAccount(accountId: string, now: number): Promise<readonly Grant[]>
}

export interface RememberedIdStore {
  /**
   * Remembers an identifier (a client assertion's `jti`, a finished authorization, a revoked token's id)
   * until a time.
   */
  remember(id: string, expiresAt: number, now: number): Promise<'fresh' | 'seen'>
  has(id: string, now: number): Promise<boolean>
}

export interface AttemptLimit {
  readonly key: string
  /** How many attempts are allowed in one window. */
  readonly limit: number
  /** Seconds from the first attempt of a window to its end. */
  readonly windowSeconds: number
}

export interface AttemptVerdict {
  readonly outcome: 'allowed' | 'exhausted'
  /** How many are left in this window, after this one. */
  readonly remaining: number
  /** Epoch seconds at which the window ends. */
  readonly resetsAt: number
}

export interface AttemptStore {
  /**
   * Counts one attempt, and says whether it is still within the limit. An attempt over the limit is not
   * counted again.
   */
  take(limit: AttemptLimit, now: number): Promise<AttemptVerdict>
  /** Takes one attempt of a window that is still open back: it was an honest one. Never goes below none. */
  giveBack(key: string, now: number): Promise<void>
  /** Forgets the window of a key: the person proved themselves. */
  forget(key: string): Promise<void>
}

export interface SessionStore {
  start(session: Session): Promise<'started' | 'taken'>
  /** The session if it is still alive at `now` (`now < expiresAt`, `now < lastSeenAt + idleSeconds`). */
  find(id: string, now: number, idleSeconds: number): Promise<Session | undefined>
  /** Moves `lastSeenAt` forward, never back. */
  touch(id: string, now: number): Promise<void>
  end(id: string): Promise<'ended' | 'unknown'>
  /** Ends every session of an account, but for one if `exceptId` names it; answers how many. */
  endAll(accountId: string, exceptId?: string): Promise<number>
  listByAccount(accountId: string, now: number): Promise<readonly Session[]>
}

/** Rows of one page, at most. */
export const LONGEST_PAGE = 500

export interface ListPage {
  /** 1 to {@link LONGEST_PAGE}. */
  readonly limit: number
  /** The key of the last row seen; the page starts behind it. */
  readonly after?: string
}

export interface ClientStore {
  create(client: Client): Promise<'created' | 'taken'>
  find(clientId: string): Promise<Client | undefined>
  /** Replaces the client whose stored version is `client.version - 1`. */
  update(client: Client): Promise<'updated' | 'stale' | 'unknown'>
  remove(clientId: string): Promise<'removed' | 'unknown'>
  /** Ordered by client id. */
  list(page: ListPage): Promise<readonly Client[]>
  /** Notes when a secret was last used, without changing the version. Never moves the time back. */
  noteSecretUse(clientId: string, secretId: string, at: number): Promise<void>
}

export interface ConsentStore {
  /** Adds the scopes and resources to those remembered for this account and client. */
  remember(consent: Consent): Promise<void>
  find(accountId: string, clientId: string): Promise<Consent | undefined>
  forget(accountId: string, clientId: string): Promise<'forgotten' | 'unknown'>
  listByAccount(accountId: string): Promise<readonly Consent[]>
}

export interface SigningKeyStore {
  /** Of all nodes that make the same (algorithm, sequence) at once, one wins. */
  add(key: SigningKey): Promise<'added' | 'taken'>
  /** Ordered by algorithm, then sequence. Keys past `retiresAt` are left out. */
  list(now: number): Promise<readonly SigningKey[]>
  /** Sets when the key leaves the key set. Idempotent: an earlier time wins. */
  retire(kid: string, retiresAt: number): Promise<'retired' | 'unknown'>
  /** Replaces the sealed private key, when the server secret was rotated. */
  reseal(kid: string, sealedPrivateJwk: string): Promise<'resealed' | 'unknown'>
}

export interface AccountStore {
  create(account: StoredAccount): Promise<'created' | 'id_taken' | 'username_taken'>
  find(id: string): Promise<StoredAccount | undefined>
  findByUsername(canonicalUsername: string): Promise<StoredAccount | undefined>
  /** Replaces the account whose stored version is `account.version - 1`. */
  update(account: StoredAccount): Promise<'updated' | 'stale' | 'unknown' | 'username_taken'>
  remove(id: string): Promise<'removed' | 'unknown'>
  /** Ordered by id. */
  list(page: ListPage): Promise<readonly StoredAccount[]>
}

export interface EventStore {
  /** Appends all or none. */
  append(events: readonly AuditEvent[]): Promise<void>
  /** Newest first; `after` is the id of the last event seen. */
  list(page: ListPage): Promise<readonly AuditEvent[]>
}

export interface MigrationStep {
  readonly version: number
  readonly title: string
  /** What the step runs, for somebody to read first. */
  readonly sql: string
}

/** The stores that a storage consists of. */
export const STORES = [
  'grants',
  'rememberedIds',
  'attempts',
  'sessions',
  'clients',
  'consents',
  'signingKeys',
  'accounts',
  'events',
] as const satisfies readonly (keyof Storage)[]

/**
 * A database, behind verbs. One object may serve several issuers only if they share everything; give each its
 * own file or schema.
 */
export interface Storage {
  readonly grants: GrantStore
  readonly rememberedIds: RememberedIdStore
  readonly attempts: AttemptStore
  readonly sessions: SessionStore
  readonly clients: ClientStore
  readonly consents: ConsentStore
  readonly signingKeys: SigningKeyStore
  readonly accounts: AccountStore
  readonly events: EventStore
  /** Brings the schema up to date, under a lock; answers the steps that were applied, in order. */
  migrate(): Promise<readonly MigrationStep[]>
  /** The steps that `migrate` would apply. */
  pendingMigrations(): Promise<readonly MigrationStep[]>
  /**
   * Deletes what has expired, at most `limit` rows of each kind in one bounded step; answers how many rows
   * went. Grants go after `absoluteExpiresAt`, sessions and remembered ids after `expiresAt`, attempt windows
   * after their end, signing keys after `retiresAt`, events older than `eventsBefore`.
   */
  purge(options: {
    readonly now: number
    readonly limit: number
    readonly eventsBefore: number
  }): Promise<number>
  /**
   * One page of all records of a kind, what is revoked or expired too, in the order of the UTF-8 bytes of
   * their keys (signing keys by `kid`). `after` is the `next` of the page before it.
   */
  exportRecords<Kind extends RecordKind>(kind: Kind, page: ListPage): Promise<RecordPage<Kind>>
  /**
   * Inserts records as they are, all or none: `taken` when something with the key, or the username, of one is
   * there already.
   */
  importRecords<Kind extends RecordKind>(
    kind: Kind,
    records: readonly StoredRecords[Kind][],
  ): Promise<'imported' | 'taken'>
  /** Resolves when the database answers. */
  ping(): Promise<void>
  close(): Promise<void>
}
