import type { AccountClaims } from '../protocol/accounts/account.ts'
import type { Client } from '../protocol/clients/client.ts'
import type { AuditEvent } from '../protocol/event.ts'
import type { Consent, Grant } from '../protocol/grant.ts'
import type { Session } from '../protocol/session.ts'
import type { SigningKey } from '../protocol/signing-key.ts'

/** An account as the built-in accounts store it. */
export interface StoredAccount {
  readonly id: string
  readonly username: string
  /** The username as it is compared: NFKC, case-folded, trimmed. Unique. */
  readonly canonicalUsername: string
  /** A PHC string (argon2id), or none for an account that cannot sign in by password. */
  readonly passwordHash?: string
  readonly claims: AccountClaims
  readonly disabled: boolean
  /** Epoch seconds. */
  readonly createdAt: number
  /** Counts the changes; a change names the version that it saw. */
  readonly version: number
}

/** An identifier that is remembered until a time, as it is stored. */
export interface RememberedId {
  readonly id: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

/** A window in which attempts are counted, as it is stored. */
export interface AttemptWindow {
  readonly key: string
  readonly count: number
  /** Epoch seconds. */
  readonly resetsAt: number
}

/**
 * All that a storage keeps, by kind. Each kind has one key: an id, or for consents the ids of account and
 * client.
 */
export interface StoredRecords {
  readonly accounts: StoredAccount
  readonly clients: Client
  readonly signingKeys: SigningKey
  readonly consents: Consent
  readonly sessions: Session
  readonly grants: Grant
  readonly rememberedIds: RememberedId
  readonly attempts: AttemptWindow
  readonly events: AuditEvent
}

export type RecordKind = keyof StoredRecords

/** The kinds, those first that are few and matter most. */
export const RECORD_KINDS = [
  'accounts',
  'clients',
  'signingKeys',
  'consents',
  'sessions',
  'grants',
  'rememberedIds',
  'attempts',
  'events',
] as const satisfies readonly RecordKind[]

export interface RecordPage<Kind extends RecordKind> {
  readonly records: readonly StoredRecords[Kind][]
  /** Where the next page starts, as its `after`. Without it there is none. */
  readonly next?: string
}
