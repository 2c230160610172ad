import { type Client, isPublicClient } from '../clients/client.ts'
import { toPrintableText } from '../printable-text.ts'
import { refuse } from '../refusal.ts'

/** The `grant_type` must be one that we know and that the client is registered for (RFC 6749 §5.2). */
export function requireGrantType<Handler>(
  grantType: string | undefined,
  handler: Handler | undefined,
  client: Client,
): Handler {
  if (grantType === undefined) return refuse('malformed_request', 'Send grant_type')
  if (handler === undefined)
    return refuse('unsupported_grant_type', 'This server does not know the grant_type', {
      received: toPrintableText(grantType),
    })
  if (!client.grantTypes.includes(grantType)) {
    refuse('unauthorized_client', 'The client is not registered for this grant_type', {
      received: toPrintableText(grantType),
    })
  }
  return handler
}

/** A client that does not authenticate cannot act on its own behalf (OAuth 2.1 §4.2). */
export function requireConfidentialClient(client: Client): void {
  if (isPublicClient(client)) {
    refuse('unauthorized_client', 'client_credentials is for clients that authenticate')
  }
}
