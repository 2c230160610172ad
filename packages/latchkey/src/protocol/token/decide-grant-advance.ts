import type { Grant } from '../grant.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../is-within.ts'

/**
 * What is asked of a grant when a refresh token is presented: to move from the generation of the token to the
 * next, or to stay there if the client does not rotate.
 */
export interface GrantAdvance {
  readonly id: string
  readonly from: number
  /** `from + 1`, or `from` when the client does not rotate. */
  readonly to: number
  /** Epoch seconds. */
  readonly now: number
  /** For this many seconds after its rotation, a predecessor that comes back is a retry and not a replay. */
  readonly graceSeconds: number
  /** Epoch seconds: the new idle expiry. It is capped at the grant's absolute expiry. */
  readonly expiresAt: number
}

/** The outcome, and the members of the grant that change with it. */
export type GrantAdvanceDecision =
  | {
      readonly outcome: 'advanced'
      readonly change: Pick<Grant, 'generation' | 'rotatedAt' | 'expiresAt'>
    }
  | { readonly outcome: 'replayed'; readonly change: { readonly revokedAt: number } }
  | { readonly outcome: 'within_grace' | 'revoked' | 'unknown'; readonly change?: undefined }

export type GrantAdvanceOutcome = GrantAdvanceDecision['outcome']

/**
 * Whether a refresh token is the current one, a retry or a replay, which ends its grant (RFC 9700 §4.14.2).
 * Storages decide by this rule in one atomic step, and the storage contract compares them with it.
 */
export function decideGrantAdvance(grant: Grant | undefined, step: GrantAdvance): GrantAdvanceDecision {
  if (grant === undefined || grant.expiresAt <= step.now) return { outcome: 'unknown' }
  if (grant.revokedAt !== undefined) return { outcome: 'revoked' }
  if (grant.generation === step.from) return { outcome: 'advanced', change: advanced(grant, step) }
  if (isRetry(grant, step)) return { outcome: 'within_grace' }
  return { outcome: 'replayed', change: { revokedAt: step.now } }
}

function advanced(grant: Grant, { from, to, now, expiresAt }: GrantAdvance) {
  return {
    generation: to,
    rotatedAt: to === from ? grant.rotatedAt : now,
    expiresAt: Math.min(expiresAt, grant.absoluteExpiresAt),
  }
}

/**
 * Only a direct predecessor can be one, and only of a client that rotates. Another node may have rotated a
 * little later than now, by its clock; a rotation further ahead is by a clock that was wrong, and would let
 * the predecessor be used until then.
 */
function isRetry({ generation, rotatedAt }: Grant, { from, to, now, graceSeconds }: GrantAdvance): boolean {
  const isPredecessor = generation === from + 1 && to === generation
  const secondsAgo = Math.max(0, now - rotatedAt)
  return isPredecessor && secondsAgo < graceSeconds && rotatedAt <= now + CLOCK_TOLERANCE_SECONDS
}
