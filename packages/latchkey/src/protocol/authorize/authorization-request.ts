import type { ClaimsRequest } from '../claims/claims-request.ts'
import type { Prompt } from './parse-prompt.ts'
import type { ResponseMode } from './response-mode.ts'

/** A valid authorization request, with a verified client and redirect URI. */
export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  /** The request named no redirect URI, as a client with a single one may (OAuth 2.1 §2.3.2). */
  readonly redirectUriLeftOut?: true
  readonly responseMode: ResponseMode
  readonly state?: string
  readonly scopes: readonly string[]
  /** Requested scopes that the client may not have. */
  readonly leftOutScopes: readonly string[]
  readonly resources: readonly string[]
  /** Scopes that were not requested, but whose claims the parameter `claims` names. */
  readonly disclosedScopes: readonly string[]
  /** S256. Absent only for a client that is registered without PKCE. */
  readonly codeChallenge?: string
  readonly nonce?: string
  readonly prompts: readonly Prompt[]
  /** Seconds. */
  readonly maxAge?: number
  readonly loginHint?: string
  readonly uiLocales?: string
  readonly claims?: ClaimsRequest
  /** The `acr` values that the client prefers, the best first. */
  readonly acrValues: readonly string[]
  /** The `acr` values of which the sign-in must meet one, if the request calls `acr` essential. */
  readonly essentialAcrValues?: readonly string[]
  /**
   * The account that must be signed in: the subject of `id_token_hint`, or the `sub` that `claims` asks for.
   */
  readonly requiredAccountId?: string
}
