import type { Parameters } from '../parameters.ts'
import { refuse } from '../refusal.ts'
import { parseScope } from '../scope/parse-scope.ts'

/** An access token request with a refresh token (OAuth 2.1 §4.3.1). */
export interface RefreshRequest {
  readonly refreshToken: string
  /** Absent: all granted scopes. */
  readonly scopes?: readonly string[]
  readonly resources: readonly string[]
}

export function parseRefreshRequest(parameters: Parameters): RefreshRequest {
  const scope = parameters.get('scope')
  return {
    refreshToken:
      parameters.get('refresh_token') ??
      refuse('malformed_request', 'Send the refresh token as refresh_token'),
    resources: parameters.all('resource'),
    ...(scope !== undefined && { scopes: parseScope(scope) }),
  }
}
