import { type Client, isPublicClient } from '../clients/client.ts'
import { refuse } from '../refusal.ts'

/** Only authenticated clients may introspect, or anyone could try out tokens (RFC 7662 §2.1). */
export function requireIntrospectingClient(client: Client): void {
  if (isPublicClient(client)) {
    refuse('client_authentication_failed', 'Introspection is for clients that authenticate', {
      scheme: 'basic',
    })
  }
}
