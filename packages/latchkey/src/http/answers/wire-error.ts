import type { RefusalReason } from '../../protocol/refusal.ts'
import { isPageRefusal } from './error-kind.ts'

/** What a client sees of a refusal. */
export interface WireError {
  /** The `error` code (RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3.1; OpenID Connect Core §3.1.2.6; RFC 8707 §2). */
  readonly error: string
  /** The status, where the response is JSON. */
  readonly status: 400 | 401 | 403 | 413 | 429
}

/**
 * The only place where reasons become error codes. Several reasons share a code where the difference would
 * help an attacker.
 */
export function toWireError(reason: RefusalReason): WireError {
  if (isPageRefusal(reason)) return { error: 'invalid_request', status: 400 }
  switch (reason) {
    case 'malformed_request':
    case 'duplicate_parameter':
    case 'unsupported_media_type':
    case 'client_authentication_ambiguous':
    case 'unsupported_response_mode':
    case 'pkce_required':
    case 'pkce_method_unsupported':
    case 'code_verifier_unexpected':
    case 'redirect_uri_missing':
    case 'redirect_uri_mismatch':
    case 'logout_request_invalid':
      return { error: 'invalid_request', status: 400 }
    case 'request_too_large':
      return { error: 'invalid_request', status: 413 }
    case 'too_many_attempts':
      return { error: 'temporarily_unavailable', status: 429 }
    case 'unknown_client':
    case 'client_authentication_failed':
      return { error: 'invalid_client', status: 401 }
    case 'unsupported_response_type':
      return { error: 'unsupported_response_type', status: 400 }
    case 'request_object_unsupported':
      return { error: 'request_not_supported', status: 400 }
    case 'request_uri_unsupported':
      return { error: 'request_uri_not_supported', status: 400 }
    case 'registration_unsupported':
      return { error: 'registration_not_supported', status: 400 }
    case 'login_required':
    case 'consent_required':
    case 'interaction_required':
    case 'access_denied':
    case 'unmet_authentication_requirements':
    case 'unauthorized_client':
    case 'unsupported_grant_type':
    case 'invalid_scope':
    case 'invalid_target':
    case 'invalid_grant':
      return { error: reason, status: 400 }
    case 'code_invalid':
    case 'code_replayed':
    case 'code_verifier_mismatch':
    case 'refresh_token_invalid':
    case 'refresh_token_replayed':
    case 'grant_revoked':
    case 'account_unavailable':
      return { error: 'invalid_grant', status: 400 }
    case 'token_missing':
    case 'token_invalid':
      return { error: 'invalid_token', status: 401 }
    case 'insufficient_scope':
      return { error: 'insufficient_scope', status: 403 }
  }
}

/**
 * A description without the two characters that OAuth does not allow in it (RFC 6749 §5.2). A `Refusal` has
 * printable ASCII only.
 */
export function toErrorText(description: string): string {
  return description.replaceAll('"', "'").replaceAll('\\', '?')
}
