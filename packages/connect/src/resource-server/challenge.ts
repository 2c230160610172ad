import { ISSUER_RETRY_SECONDS } from '../issuer/issuer-error.ts'
import type { Refusal } from './refusal.ts'

/**
 * The headers of a refusal that scripts of other origins may read (Fetch §4.4), if the API lets them read the
 * response.
 */
export const EXPOSED_HEADERS = 'WWW-Authenticate, Retry-After'

/** A whole response, for any framework. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * The response to a refused request.
 * @param metadataUrl URL of the API's metadata (RFC 9728 §5.1), if it publishes any.
 */
export function toReply(refusal: Refusal, metadataUrl: string | undefined): Reply {
  const { status, error, description } = refusal
  return {
    status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      ...(status < 500
        ? { 'WWW-Authenticate': toChallenge(refusal, metadataUrl) }
        : status === 503 && { 'Retry-After': String(ISSUER_RETRY_SECONDS) }),
    },
    body: JSON.stringify({ error, error_description: description, ...refusal.parameters }),
  }
}

/** The value of `WWW-Authenticate`. To a request without credentials it names no error (RFC 6750 §3.1). */
export function toChallenge(refusal: Refusal, metadataUrl: string | undefined): string {
  const { reason, error, description } = refusal
  const parameters = {
    ...(reason !== 'missing_token' && { error, error_description: description }),
    ...refusal.parameters,
    ...(metadataUrl !== undefined && { resource_metadata: metadataUrl }),
  }
  const list = Object.entries(parameters).map(([name, value]) => `${name}=${quote(value)}`)
  return list.length === 0 ? 'Bearer' : `Bearer ${list.join(', ')}`
}

/**
 * A quoted-string (RFC 9110 §5.6.4). Characters that no header may hold should not occur here; they are
 * removed all the same.
 */
function quote(text: string): string {
  return `"${text.replaceAll(/[^\x20-\x7e]/g, '').replaceAll(/["\\]/g, '\\$&')}"`
}
