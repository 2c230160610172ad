import type { Consent } from '../grant.ts'

/** What is remembered after another yes: scopes and resources only ever become more, each once. */
export function widenConsent(remembered: Consent | undefined, consent: Consent): Consent {
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
