import type { ClaimsRequest } from '../claims/claims-request.ts'

/** The values of `prompt` that we act on (OpenID Connect Core §3.1.2.1). */
export type Prompt = 'none' | 'login' | 'consent' | 'select_account'

/**
 * An authorization request whose client and redirect URI are proven and whose parameters are all in order.
 */
export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly responseMode: 'query' | 'form_post'
  readonly state?: string
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  /** Scopes that are not asked for, but whose claims `claims` names. */
  readonly disclosedScopes: readonly string[]
  /** S256. Absent only for a client that is registered without PKCE. */
  readonly codeChallenge?: string
  readonly nonce?: string
  readonly prompts: readonly Prompt[]
  /** Seconds. */
  readonly maxAge?: number
  /** The tokens must say when the person signed in. */
  readonly requireAuthTime: boolean
  readonly loginHint?: string
  readonly uiLocales?: string
  readonly claims?: ClaimsRequest
  /** The `acr` values of which one must be met, when the request calls it essential. */
  readonly essentialAcrValues?: readonly string[]
  /**
   * The account that must be the one signed in: the subject of `id_token_hint`, or the `sub` that `claims`
   * asks for.
   */
  readonly requiredAccountId?: string
}
