import type { ReturnAddress } from '../refusal.ts'

/** The response to the client: a redirect, or a form that the browser posts (Form Post Response Mode §2). */
export type AuthorizationResponse =
  | { readonly mode: 'query' | 'fragment'; readonly clientId: string; readonly url: string }
  | {
      readonly mode: 'form_post'
      readonly clientId: string
      readonly url: string
      readonly fields: Readonly<Record<string, string>>
    }

/**
 * Appends the result, the unchanged `state` and `iss` (RFC 9207 §2) to the redirect URI, whose own query
 * stays as it was registered (OAuth 2.1 §2.3), or carries them in its fragment (OAuth 2.0 Multiple Response
 * Types §2.1).
 */
export function toAuthorizationResponse(
  address: ReturnAddress,
  issuer: string,
  result: Readonly<Record<string, string>>,
): AuthorizationResponse {
  const fields = { ...result, ...(address.state !== undefined && { state: address.state }), iss: issuer }
  const { clientId, redirectUri, responseMode: mode } = address
  switch (mode) {
    case 'query':
      return { mode, clientId, url: appendToQuery(redirectUri, fields) }
    case 'fragment':
      // A registered redirect URI has no fragment of its own (OAuth 2.1 §2.3).
      return { mode, clientId, url: `${redirectUri}#${new URLSearchParams(fields)}` }
    case 'form_post':
      return { mode, clientId, url: redirectUri, fields }
  }
}

/** Appends form-encoded parameters without changing the rest of the URI, as a URL parser might. */
export function appendToQuery(uri: string, fields: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(fields).toString()
  if (query === '') return uri
  if (!uri.includes('?')) return `${uri}?${query}`
  return uri.endsWith('?') || uri.endsWith('&') ? uri + query : `${uri}&${query}`
}
