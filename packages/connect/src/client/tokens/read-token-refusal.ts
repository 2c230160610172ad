import { ResponseBodyError, WWWAuthenticateChallengeError } from 'oauth4webapi'

/** What a token endpoint says when it refuses (RFC 6749 §5.2). */
export interface TokenRefusal {
  /** The error code. */
  readonly error: string
  /** The code, and the endpoint's own words after it when there are any. */
  readonly said: string
  /** The same request may do later. */
  readonly isTemporary: boolean
}

/** Undefined when what the library threw is no refusal. */
export function readTokenRefusal(cause: unknown): TokenRefusal | undefined {
  // With HTTP Basic, a refused client gets a 401 with a challenge (RFC 6749 §5.2).
  if (cause instanceof WWWAuthenticateChallengeError) return toTokenRefusal('invalid_client', cause)
  if (cause instanceof ResponseBodyError) return toTokenRefusal(cause.error, cause, cause.error_description)
  return undefined
}

function toTokenRefusal(
  error: string,
  { status }: { readonly status: number },
  description?: string,
): TokenRefusal {
  return {
    error,
    said: description ? `${error}: ${description}` : error,
    isTemporary: status === 429 || error === 'temporarily_unavailable',
  }
}
