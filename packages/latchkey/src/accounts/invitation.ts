import { createHash } from 'node:crypto'
import { toId } from '../ports/random.ts'
import { isWithin } from '../protocol/is-within.ts'

/** An invitation to sign up once. */
export interface Invitation {
  /** 128 random bits, base64url. */
  readonly id: string
  /** If set, only this email address may sign up with it. */
  readonly email?: string
  /** Epoch seconds; absent from an invitation of an earlier version. */
  readonly createdAt?: number
  /** Epoch seconds. */
  readonly expiresAt: number
}

/** Encrypts invitations into tokens, so that they need no row in storage. */
export interface InvitationTokens {
  mint(invitation: Invitation): string
  /** The content of a token that we minted, or `undefined` for anything else. Never throws. */
  read(token: string): unknown
}

/** The invitation in a token, even if it is too old, or `undefined` if it is not one of ours. */
export function readInvitation(tokens: InvitationTokens, token: string | undefined): Invitation | undefined {
  const invitation = token === undefined ? undefined : tokens.read(token)
  return isInvitation(invitation) ? invitation : undefined
}

/**
 * The id of the only account that an invitation can create: inserting that account uses the invitation up.
 */
export function invitedAccountId(invitation: Invitation): string {
  return toId(createHash('sha256').update(`invited account ${invitation.id}`).digest().subarray(0, 16))
}

/** True until it expires. */
export function isUnexpired({ createdAt, expiresAt }: Invitation, now: number): boolean {
  return createdAt === undefined ? now < expiresAt : isWithin({ from: createdAt, until: expiresAt }, now)
}

function isInvitation(value: unknown): value is Invitation {
  if (typeof value !== 'object' || value === null) return false
  const { id, email, createdAt, expiresAt } = value as Partial<Record<keyof Invitation, unknown>>
  return (
    typeof id === 'string' &&
    typeof expiresAt === 'number' &&
    (createdAt === undefined || typeof createdAt === 'number') &&
    (email === undefined || typeof email === 'string')
  )
}
