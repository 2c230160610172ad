import type { Grant } from '../grant.ts'

/** The outcome, and what happens to the grant that is there already. */
export type CodeRedemptionDecision =
  | { readonly outcome: 'opened' }
  | { readonly outcome: 'replayed'; readonly change?: { readonly revokedAt: number } }

export type CodeRedemptionOutcome = CodeRedemptionDecision['outcome']

/**
 * Whether an authorization code is redeemed for the first time. A code names its grant, so a grant with that
 * id means a replay, which ends what the first redemption opened (OAuth 2.1 §4.1.3, RFC 9700 §4.5). A `grant`
 * that is revoked from the start only takes the id, for a code that must not be redeemed: it ends nothing.
 */
export function decideCodeRedemption(known: Grant | undefined, grant: Grant): CodeRedemptionDecision {
  if (known === undefined) return { outcome: 'opened' }
  const isOver = known.revokedAt !== undefined || grant.revokedAt !== undefined
  return isOver ? { outcome: 'replayed' } : { outcome: 'replayed', change: { revokedAt: grant.createdAt } }
}
