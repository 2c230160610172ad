import type { Parameters } from '../parameters.ts'
import { refuse } from '../refusal.ts'

/** An access token request with an authorization code (OAuth 2.1 §4.1.3). */
export interface CodeRequest {
  readonly code: string
  readonly redirectUri?: string
  readonly codeVerifier?: string
  readonly resources: readonly string[]
}

export function parseCodeRequest(parameters: Parameters): CodeRequest {
  const redirectUri = parameters.get('redirect_uri')
  const codeVerifier = parameters.get('code_verifier')
  return {
    code: parameters.get('code') ?? refuse('malformed_request', 'Send the authorization code as code'),
    resources: parameters.all('resource'),
    ...(redirectUri !== undefined && { redirectUri }),
    ...(codeVerifier !== undefined && { codeVerifier }),
  }
}
