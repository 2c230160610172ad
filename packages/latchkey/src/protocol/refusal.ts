import type { PendingAuthorization } from './authorize/pending-authorization.ts'
import type { ResponseMode } from './authorize/response-mode.ts'
import { toPrintableText } from './printable-text.ts'

/**
 * Why a request was refused, in our own terms. The reason decides what the client sees
 * (`http/answers/wire-error.ts`), and the event log records it. The detail is for the developer of the
 * client, and never holds a secret.
 */
export type RefusalReason =
  // The request itself
  | 'malformed_request'
  | 'duplicate_parameter'
  | 'request_too_large'
  | 'unsupported_media_type'
  | 'too_many_attempts'
  // Before the redirect URI is verified: an error page, never a redirect
  | 'unknown_client'
  | 'redirect_uri_missing'
  | 'redirect_uri_mismatch'
  // Authorization requests
  | 'unsupported_response_type'
  | 'unsupported_response_mode'
  | 'request_object_unsupported'
  | 'request_uri_unsupported'
  | 'registration_unsupported'
  | 'pkce_required'
  | 'pkce_method_unsupported'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'access_denied'
  | 'unmet_authentication_requirements'
  // Clients
  | 'client_authentication_failed'
  | 'client_authentication_ambiguous'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  // Grants
  | 'invalid_scope'
  | 'invalid_target'
  | 'code_invalid'
  | 'code_replayed'
  | 'code_verifier_mismatch'
  | 'code_verifier_unexpected'
  | 'refresh_token_invalid'
  | 'refresh_token_replayed'
  | 'grant_revoked'
  | 'account_unavailable'
  // Bearer tokens at our own endpoints
  | 'token_missing'
  | 'token_invalid'
  | 'insufficient_scope'
  | PageRefusalReason
  // Logout
  | 'logout_request_invalid'
  // A custom grant refused; the detail is its own
  | 'invalid_grant'

/** Why a page or a form that waits for a person was refused. */
export type PageRefusalReason =
  | 'page_without_request'
  | 'page_address_damaged'
  | 'page_expired'
  | 'page_already_allowed'
  | 'page_already_denied'
  | 'page_denied_too_late'
  | 'page_already_finished'
  | 'page_of_another_browser'
  | 'cookies_blocked'
  | 'form_origin_withheld'
  | 'form_of_another_site'
  | 'form_token_wrong'
  // The person whom the page named
  | 'signed_out_meanwhile'
  | 'account_changed'
  | 'account_gone'

/**
 * Where an authorization error is sent once the redirect URI is verified. A refusal without it is shown to
 * the person, and nothing is redirected (OAuth 2.1 §4.1.2.1).
 */
export interface ReturnAddress {
  readonly clientId: string
  readonly redirectUri: string
  readonly responseMode: ResponseMode
  /** Exactly as it was sent. */
  readonly state?: string
  /** Set if the request has `prompt=none`. */
  readonly silent?: true
}

/** What the log and the event say of a refusal, by name. Never sent to anyone; no secrets. */
export type Evidence = Readonly<Record<string, string | number | boolean>>

/** What a developer may be told about a refusal, beside its reason. */
export interface RefusalDetail {
  /**
   * What to change, for the developer of the client. Sent as `error_description`: no secrets, no user data.
   */
  readonly description?: string
  /** Seconds after which it makes sense to try again (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number
  /** `failure` says which part failed, where the reason leaves that open. */
  readonly evidence?: Evidence
  readonly returnTo?: ReturnAddress
  readonly page?: {
    /** The authorization request to start again from, form-encoded. */
    readonly restartParameters?: string
    /** They were posted, so that a link must not show them. */
    readonly restartIsPosted?: true
    /** The pending request that can be gone on with. */
    readonly pending?: PendingAuthorization
    /** The app that the person came from. */
    readonly app?: { readonly clientId: string; readonly redirectUri: string }
    readonly expiredMinutesAgo?: number
    readonly receivedRedirectUri?: string
    /** Shown in development mode only. */
    readonly registeredRedirectUris?: readonly string[]
  }
}

/** Characters: whatever a request contains, a message about it stays short, in the log too. */
const LONGEST_DESCRIPTION = 500

/**
 * A rule refused the request. Only functions named `parse…`, `require…` and `refuse` throw it; only `http/`
 * catches it.
 */
export class Refusal extends Error {
  readonly reason: RefusalReason
  readonly detail: RefusalDetail

  constructor(reason: RefusalReason, detail: RefusalDetail = {}) {
    const { description, ...rest } = detail
    super(description ?? reason)
    this.name = 'Refusal'
    this.reason = reason
    this.detail = {
      ...rest,
      ...(description !== undefined && { description: toPrintableText(description, LONGEST_DESCRIPTION) }),
    }
  }
}

/** Throws a {@link Refusal}. */
export function refuse(reason: RefusalReason, description?: string, evidence?: Evidence): never {
  throw new Refusal(reason, { ...(description && { description }), ...(evidence && { evidence }) })
}
