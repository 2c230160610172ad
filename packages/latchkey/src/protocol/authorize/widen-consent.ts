import type { Consent } from '../grant.ts'
import { toStandingConsent } from './standing-consent.ts'

/**
 * What is remembered after another yes: scopes and resources only ever become more, each once. What was
 * allowed to another registration of the client is forgotten.
 */
export function widenConsent(stored: Consent | undefined, consent: Consent): Consent {
  const remembered = toStandingConsent(stored, consent)
  return {
    ...consent,
    scopes: union(remembered?.scopes, consent.scopes),
    resources: union(remembered?.resources, consent.resources),
    grantedAt: Math.max(remembered?.grantedAt ?? consent.grantedAt, consent.grantedAt),
  }
}

function union(remembered: readonly string[] = [], added: readonly string[]): readonly string[] {
  return [...new Set([...remembered, ...added])]
}
