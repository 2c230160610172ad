import type { Client } from '../clients/client.ts'
import type { Consent } from '../grant.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

export type ConsentedParts = Pick<Consent, 'scopes' | 'resources'>

/**
 * The remembered consent, if it was given to this registration of the client. A client that was deleted and
 * made anew under the same id may belong to somebody else, and starts without.
 */
export function toStandingConsent(
  consent: Consent | undefined,
  { registrationId }: Pick<Client, 'registrationId'>,
): Consent | undefined {
  return consent?.registrationId === registrationId ? consent : undefined
}

/** What a consent is about: the scopes, those whose claims alone are asked for too, and the resources. */
export function toConsentedParts({
  scopes,
  disclosedScopes,
  resources,
}: Pick<AuthorizationRequest, 'scopes' | 'disclosedScopes' | 'resources'>): ConsentedParts {
  return { scopes: [...scopes, ...disclosedScopes], resources }
}

/** True when every one of these scopes and resources was consented to (OWASP ASVS 10.7.1). */
export function isCovered(consent: Consent | undefined, asked: ConsentedParts): boolean {
  if (consent === undefined) return false
  return (
    asked.scopes.every((scope) => consent.scopes.includes(scope)) &&
    asked.resources.every((resource) => consent.resources.includes(resource))
  )
}
