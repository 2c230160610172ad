import type { ClaimsRequest } from '../claims/claims-request.ts'

/**
 * The content of an authorization code, which is encrypted: nothing is stored until it is redeemed, and
 * nobody but us can read it (OAuth 2.1 §4.1.2: the challenge must not be extractable from the code).
 */
export interface AuthorizationCode {
  /** The id of the grant that is created when the code is redeemed. */
  readonly grantId: string
  /**
   * Those of the codes that were issued before for the same request, as its button was pressed several times:
   * only one of all these codes can be redeemed.
   */
  readonly earlierGrantIds?: readonly string[]
  readonly clientId: string
  /** That of the client, if it has one. */
  readonly registrationId?: string
  readonly accountId: string
  readonly sessionId: string
  readonly redirectUri: string
  /** The authorization request named no redirect URI: that of the code is the client's only one. */
  readonly redirectUriLeftOut?: true
  /** Absent only for a client that is registered without PKCE. Always S256. */
  readonly codeChallenge?: string
  readonly scopes: readonly string[]
  /** Requested scopes that are not among the granted ones; absent if there are none. */
  readonly leftOutScopes?: readonly string[]
  readonly resources: readonly string[]
  readonly nonce?: string
  readonly claims?: ClaimsRequest
  /**
   * Every ID token has `auth_time`, so only nodes of earlier versions read this. They refuse a code without
   * it.
   */
  readonly requireAuthTime: true
  /** Epoch seconds. */
  readonly authTime: number
  readonly amr: readonly string[]
  readonly acr?: string
  /** Epoch seconds. */
  readonly expiresAt: number
}
