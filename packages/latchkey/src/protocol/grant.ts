import type { ClaimsRequest } from './claims/claims-request.ts'

/**
 * What an account allowed a client. One stored row while it is active; the tokens issued from it are not
 * stored.
 */
export interface Grant {
  /**
   * 128 random bits, base64url. The authorization code contains it; inserting the grant's row is what makes
   * the code single-use.
   */
  readonly id: string
  readonly clientId: string
  readonly accountId: string
  /** Set when the grant ends with the browser session: every grant without `offline_access`. */
  readonly sessionId?: string
  /**
   * The session in which the grant was given, whether it ends with it or not, and although another may have
   * replaced it since; absent for a grant of a previous server. The `sid` of ID tokens is made from it.
   */
  readonly signedInSessionId?: string
  readonly scopes: readonly string[]
  /**
   * Scopes that the client requested and did not get, because it may not have them or the person did not
   * allow them; absent if there are none. At a refresh they are left out again, where others are refused.
   */
  readonly leftOutScopes?: readonly string[]
  /** The allowed resource indicators (RFC 8707), including our own issuer if identity scopes were allowed. */
  readonly resources: readonly string[]
  readonly claims?: ClaimsRequest
  /** Epoch seconds. */
  readonly authTime: number
  readonly amr: readonly string[]
  readonly acr?: string
  /**
   * How many times the refresh token was rotated. A refresh token contains the generation that it belongs to.
   */
  readonly generation: number
  /** Epoch seconds of the last rotation. */
  readonly rotatedAt: number
  /** Epoch seconds. */
  readonly createdAt: number
  /** Epoch seconds; extended by each refresh (idle lifetime), never past {@link Grant.absoluteExpiresAt}. */
  readonly expiresAt: number
  /** Epoch seconds; fixed when the grant is opened. No token outlives it. */
  readonly absoluteExpiresAt: number
  /** Epoch seconds. */
  readonly revokedAt?: number
}

/** The remembered consent of an account to a client. */
export interface Consent {
  readonly accountId: string
  readonly clientId: string
  /** The `registrationId` of the client that it was given to, if that has one. */
  readonly registrationId?: string
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  /** Epoch seconds. */
  readonly grantedAt: number
}
