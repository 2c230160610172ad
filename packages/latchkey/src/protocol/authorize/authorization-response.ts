import type { ReturnAddress } from '../refusal.ts'

/**
 * What goes back to the client: a redirect, or a form that the browser posts (Form Post Response Mode §2).
 */
export type AuthorizationResponse =
  | { readonly mode: 'query'; readonly clientId: string; readonly url: string }
  | {
      readonly mode: 'form_post'
      readonly clientId: string
      readonly url: string
      readonly fields: Readonly<Record<string, string>>
    }

/**
 * Puts the result, `state` as it came and `iss` (RFC 9207 §2) behind the redirect URI, whose own query stays
 * as it was registered (OAuth 2.1 §2.3).
 */
export function toAuthorizationResponse(
  address: ReturnAddress,
  issuer: string,
  result: Readonly<Record<string, string>>,
): AuthorizationResponse {
  const fields = { ...result, ...(address.state !== undefined && { state: address.state }), iss: issuer }
  const { clientId, redirectUri } = address
  if (address.responseMode === 'form_post') return { mode: 'form_post', clientId, url: redirectUri, fields }
  return { mode: 'query', clientId, url: appendToQuery(redirectUri, fields) }
}

/** Appends form-encoded parameters without touching what is there (a URL parser might rewrite it). */
export function appendToQuery(uri: string, fields: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(fields).toString()
  if (query === '') return uri
  if (!uri.includes('?')) return `${uri}?${query}`
  return uri.endsWith('?') || uri.endsWith('&') ? uri + query : `${uri}&${query}`
}
