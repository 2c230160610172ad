import type { Account } from '../protocol/accounts/account.ts'
import type { ClaimsRequest } from '../protocol/claims/claims-request.ts'
import type { Client } from '../protocol/clients/client.ts'
import type { Grant } from '../protocol/grant.ts'
import type { Parameters } from '../protocol/parameters.ts'

/** What a grant type gets besides its own parameters. */
export interface GrantContext {
  /** Authenticated, and registered for this grant type. */
  readonly client: Client
  /** The client's address as we believe it. */
  readonly address: string
  readonly requestId: string
  /** Epoch seconds. */
  readonly now: number
}

/** What goes into an ID token besides the account and times. */
export interface IdTokenDecision {
  /** The granted scopes: they choose the claims, for a client that wants them in the ID token. */
  readonly scopes: readonly string[]
  readonly nonce?: string
  readonly claims?: ClaimsRequest
  /** The browser session in which the grant was made, if known. */
  readonly sessionId?: string
}

/** What a grant type decided: which tokens, for whom and for what. Nothing has happened yet. */
export interface TokenDecision {
  /** The person the tokens are about; if absent, the client itself. */
  readonly account?: Account
  /**
   * The grant as its row will be after {@link TokenDecision.commit}: the tokens name it and never outlive it.
   */
  readonly grant?: Grant
  /** The scopes of the access token. */
  readonly scopes: readonly string[]
  /** URIs of the resources that the access token is for: one API, our issuer, or both. */
  readonly audience: readonly string[]
  readonly idToken?: IdTokenDecision
  /**
   * The generation of {@link TokenDecision.grant} for the refresh token to name; absent for no refresh token.
   */
  readonly refreshTokenGeneration?: number
  /**
   * The one storage verb, called after the tokens are made and before they are sent. Refuses if it lost the
   * race.
   */
  commit?(): Promise<void>
}

/**
 * A grant type of the token endpoint (RFC 6749 §4.5). The endpoint authenticates the client, holds it to its
 * registered grant types and scopes, mints the tokens and responds; a handler only reads its parameters and
 * decides.
 */
export interface GrantHandler<Request = unknown> {
  /** The `grant_type`: a registered name or an absolute URI. */
  readonly grantType: string
  /** @throws Refusal `malformed_request` */
  parse(parameters: Parameters): Request
  /** @throws Refusal `invalid_grant` and the like; see `refuse`. */
  decide(request: Request, context: GrantContext): Promise<TokenDecision>
}
