import type { ClaimsRequest } from './claims/claims-request.ts'

/**
 * What an account allowed a client. One row while it is active; the tokens that follow from it are not
 * stored.
 */
export interface Grant {
  /**
   * 128 random bits, base64url. The authorization code carries it; inserting it is what makes the code
   * single-use.
   */
  readonly id: string
  readonly clientId: string
  readonly accountId: string
  /** Set when the grant ends with the browser session: every grant without `offline_access`. */
  readonly sessionId?: string
  readonly scopes: readonly string[]
  /**
   * Resource indicators (RFC 8707) that were allowed; our own issuer among them when identity scopes were.
   */
  readonly resources: readonly string[]
  readonly claims?: ClaimsRequest
  /** Epoch seconds. */
  readonly authTime: number
  readonly amr: readonly string[]
  readonly acr?: string
  /**
   * How many times the refresh token was rotated; a refresh token names the generation that it belongs to.
   */
  readonly generation: number
  /** Epoch seconds of the last rotation. */
  readonly rotatedAt: number
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds; moves with each refresh (idle lifetime), never past {@link Grant.absoluteExpiresAt}. */
  readonly expiresAt: number
  /** Epoch seconds; fixed when the grant is opened. No token outlives it. */
  readonly absoluteExpiresAt: number
  /** Epoch seconds. */
  readonly revokedAt?: number
}

/** A remembered yes of an account to a client. */
export interface Consent {
  readonly accountId: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  /** Epoch seconds. */
  readonly grantedAt: number
}
