import type { Client } from '../clients/client.ts'
import { refuse } from '../refusal.ts'

/** Only clients registered for the code grant get codes (RFC 6749 §4.1.2.1). */
export function requireClientMayAuthorize(client: Client): void {
  if (!client.grantTypes.includes('authorization_code')) {
    refuse('unauthorized_client', 'This client is not registered for the authorization_code grant')
  }
}
