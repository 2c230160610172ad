import { type Client, isPublicClient } from '../client.ts'
import { refuse } from '../refusal.ts'

/** Who asks about tokens must prove who they are, or tokens could be fished for (RFC 7662 §2.1). */
export function requireIntrospectingClient(client: Client): void {
  if (isPublicClient(client)) {
    refuse('client_authentication_failed', 'Introspection is for clients that authenticate')
  }
}
