import type { ListPage } from '../ports/storage.ts'
import type { Account, AccountClaims } from '../protocol/accounts/account.ts'
import type { Client, ClientSecret } from '../protocol/client.ts'
import type { AuditEvent } from '../protocol/event.ts'
import type { Grant } from '../protocol/grant.ts'
import type { SigningAlgorithm, SigningKey } from '../protocol/signing-key.ts'

/*
 * What the server object offers to code: the command line and embedders with pages of their own use nothing
 * else. Every method throws a `ManagementError` with a stable code for a caller's mistake.
 */

/** A client as it may be shown: the hashes of its secrets are left out. */
export type ClientSummary = Omit<Client, 'secrets'> & {
  readonly secrets: readonly Omit<ClientSecret, 'secretHash'>[]
  /** `configuration`: comes from the configuration and is changed there. */
  readonly source: 'configuration' | 'storage'
}

/**
 * What may be said of a new client; all but the name has a default. It is `verified` only if that is said.
 */
export type ClientRegistration = Partial<
  Omit<Client, 'clientId' | 'secrets' | 'createdAt' | 'version' | 'name'>
> & {
  readonly name: string
  /** Made when it is left out. */
  readonly clientId?: string
}

export type ClientChange = Partial<Omit<Client, 'clientId' | 'secrets' | 'createdAt' | 'version'>>

export interface ClientManagement {
  /** Registers a client. For a client with a secret, the secret is in the answer, this once. */
  create(
    registration: ClientRegistration,
  ): Promise<{ readonly client: ClientSummary; readonly clientSecret?: string }>
  find(clientId: string): Promise<ClientSummary | undefined>
  list(page?: Partial<ListPage>): Promise<readonly ClientSummary[]>
  update(clientId: string, change: ClientChange): Promise<ClientSummary>
  remove(clientId: string): Promise<void>
  /** At most five at a time. The secret is in the answer, this once. */
  addSecret(
    clientId: string,
    options?: { readonly label?: string; readonly expiresAt?: number },
  ): Promise<{ readonly secret: Omit<ClientSecret, 'secretHash'>; readonly clientSecret: string }>
  revokeSecret(clientId: string, secretId: string): Promise<void>
}

export interface NewAccount {
  /** The `sub`; made when it is left out. */
  readonly id?: string
  readonly username: string
  /** At most 1024 bytes of UTF-8. Left out: the account cannot sign in by password. */
  readonly password?: string
  readonly claims?: AccountClaims
}

export interface AccountChange {
  readonly username?: string
  /** Replaces all of the account's claims; `updated_at` becomes the time of the change. */
  readonly claims?: AccountClaims
  readonly disabled?: boolean
}

/**
 * The built-in accounts. With `accounts` of the embedder's own, all but `signOutEverywhere` throw
 * `ACCOUNTS_ARE_YOURS`.
 */
export interface AccountManagement {
  create(account: NewAccount): Promise<Account>
  find(id: string): Promise<Account | undefined>
  findByUsername(username: string): Promise<Account | undefined>
  list(page?: Partial<ListPage>): Promise<readonly Account[]>
  /** Disabling ends the account's sessions and revokes its grants. */
  update(id: string, change: AccountChange): Promise<Account>
  /** Ends the account's sessions and revokes its grants. */
  setPassword(id: string, password: string): Promise<void>
  remove(id: string): Promise<void>
  /**
   * Ends the account's sessions and revokes its grants, whosever the accounts are: to be called when a
   * password was changed, after the new one is in force (OWASP ASVS 7.4.3).
   */
  signOutEverywhere(id: string): Promise<{ readonly sessionsEnded: number; readonly grantsRevoked: number }>
  /** A link for one sign-up, valid for a limited time. */
  invite(options?: { readonly email?: string }): Promise<{ readonly url: string; readonly expiresAt: number }>
}

export interface GrantManagement {
  listByAccount(accountId: string): Promise<readonly Grant[]>
  revoke(grantId: string): Promise<void>
  /** Revokes what matches, and forgets the remembered consents of an account (and client) that are named. */
  revokeAll(selection: {
    readonly accountId?: string
    readonly clientId?: string
  }): Promise<{ readonly revoked: number }>
}

export interface KeyManagement {
  list(): Promise<
    readonly (Omit<SigningKey, 'sealedPrivateJwk'> & { readonly state: 'next' | 'current' | 'previous' })[]
  >
  rotate(options?: {
    readonly algorithm?: SigningAlgorithm
    readonly immediately?: boolean
  }): Promise<readonly Omit<SigningKey, 'sealedPrivateJwk'>[]>
}

export interface EventManagement {
  list(page?: Partial<ListPage>): Promise<readonly AuditEvent[]>
}

export type ManagementErrorCode =
  | 'INVALID'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'CHANGED_MEANWHILE'
  | 'TOO_MANY'
  | 'IN_CONFIGURATION'
  | 'ACCOUNTS_ARE_YOURS'

/** A caller's mistake at the management API: says what to change. */
export class ManagementError extends Error {
  readonly code: ManagementErrorCode

  constructor(code: ManagementErrorCode, message: string) {
    super(message)
    this.name = 'ManagementError'
    this.code = code
  }
}
