import { decideDisclosedScopes } from '../authorize/decide-disclosed-scopes.ts'
import { isCovered, toStandingConsent } from '../authorize/standing-consent.ts'
import type { Client } from '../clients/client.ts'
import type { Consent } from '../grant.ts'
import { refuse } from '../refusal.ts'
import type { AuthorizationCode } from './authorization-code.ts'

/**
 * The consent must still be there when a code is redeemed, to all that the code stands for (OWASP ASVS
 * 7.4.2). An operator's own app needs none.
 */
export function requireConsent(
  consent: Consent | undefined,
  code: Pick<AuthorizationCode, 'scopes' | 'resources' | 'claims'>,
  client: Pick<Client, 'firstParty' | 'registrationId' | 'scopes'>,
): void {
  const { scopes, resources } = code
  const disclosed = decideDisclosedScopes(code.claims, scopes, client)
  const stands = isCovered(toStandingConsent(consent, client), {
    scopes: [...scopes, ...disclosed],
    resources,
  })
  if (!stands && !client.firstParty)
    refuse('grant_revoked', 'What the code stands for is not allowed any more')
}
