import type { WireRequest } from './contender.ts'

const FORM = 'application/x-www-form-urlencoded'

export function formRequest(
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): WireRequest {
  const body = new URLSearchParams(fields).toString()
  return { method: 'POST', path, headers: { 'content-type': FORM, ...headers }, body }
}

/** HTTP Basic credentials of a client (RFC 6749 §2.3.1). */
export function basic(client: { readonly clientId: string; readonly clientSecret: string }): {
  readonly authorization: string
} {
  const pair = `${encodeURIComponent(client.clientId)}:${encodeURIComponent(client.clientSecret)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}
