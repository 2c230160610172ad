import type { Client } from '../clients/client.ts'
import type { Consent } from '../grant.ts'
import { refuse } from '../refusal.ts'

/**
 * The consent must still be there when a code is redeemed (OWASP ASVS 7.4.2). An operator's own app needs
 * none.
 */
export function requireConsent(
  consent: Consent | undefined,
  scopes: readonly string[],
  { firstParty }: Pick<Client, 'firstParty'>,
): void {
  const stands = consent !== undefined && scopes.every((scope) => consent.scopes.includes(scope))
  if (!stands && !firstParty) refuse('grant_revoked', 'What the code stands for is not allowed any more')
}
