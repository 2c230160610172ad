import type { AccountClaims } from '../protocol/accounts/account.ts'
import type { FamiliarBrowsers } from '../protocol/accounts/familiar-browsers.ts'
import type { Client } from '../protocol/clients/client.ts'
import type { AttemptWindow } from '../protocol/decide-attempt.ts'
import type { AuditEvent } from '../protocol/event.ts'
import type { Consent, Grant } from '../protocol/grant.ts'
import type { Session } from '../protocol/session.ts'
import type { SigningKey } from '../protocol/signing-key.ts'

/** An account as the built-in accounts store it. */
export interface StoredAccount {
  readonly id: string
  readonly username: string
  /** The username for comparison: NFKC, case-folded, trimmed. Unique. */
  readonly canonicalUsername: string
  /** A PHC string (argon2id); absent for an account that cannot sign in by password. */
  readonly passwordHash?: string
  readonly claims: AccountClaims
  readonly disabled: boolean
  /** Epoch seconds. */
  readonly createdAt: number
  /** Counts the changes; each change names the version it saw. */
  readonly version: number
}

/** An identifier remembered until a given time, as stored. */
export interface RememberedId {
  readonly id: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

/** All a storage keeps, by kind. Each kind has a store of the same name. */
export interface StoredRecords {
  readonly accounts: StoredAccount
  readonly clients: Client
  readonly signingKeys: SigningKey
  readonly consents: Consent
  readonly sessions: Session
  readonly familiarBrowsers: FamiliarBrowsers
  readonly grants: Grant
  readonly rememberedIds: RememberedId
  readonly attempts: AttemptWindow
  readonly events: AuditEvent
}

interface RecordDescription<Stored> {
  /** The members that identify a record, and by which an export is ordered. */
  readonly key: readonly (keyof Stored)[]
  /** The member that says when it may be purged, in epoch seconds. Events are purged by their age. */
  readonly end?: keyof Stored
}

/** The kinds, the fewest and most important first. */
export const recordDescriptions: {
  readonly [Kind in keyof StoredRecords]: RecordDescription<StoredRecords[Kind]>
} = {
  accounts: { key: ['id'] },
  clients: { key: ['clientId'] },
  signingKeys: { key: ['kid'], end: 'retiresAt' },
  consents: { key: ['accountId', 'clientId'] },
  sessions: { key: ['id'], end: 'expiresAt' },
  familiarBrowsers: { key: ['accountId'], end: 'expiresAt' },
  grants: { key: ['id'], end: 'absoluteExpiresAt' },
  rememberedIds: { key: ['id'], end: 'expiresAt' },
  attempts: { key: ['key'], end: 'resetsAt' },
  events: { key: ['id'] },
}

export type RecordKind = keyof StoredRecords

export const RECORD_KINDS = Object.keys(recordDescriptions) as readonly RecordKind[]

export interface RecordPage<Kind extends RecordKind> {
  readonly records: readonly StoredRecords[Kind][]
  /** The `after` of the next page. Absent on the last page. */
  readonly next?: string
}
