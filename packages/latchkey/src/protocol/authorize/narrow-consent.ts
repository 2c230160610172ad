import type { Consent } from '../grant.ts'
import type { ConsentedParts } from './standing-consent.ts'

/**
 * What stays of a remembered consent when the person unchecks a part of it that is asked for again: they no
 * longer allow that part. `undefined` when all of it stays.
 */
export function narrowConsent(
  remembered: Consent | undefined,
  asked: ConsentedParts,
  allowed: ConsentedParts,
): ConsentedParts | undefined {
  if (remembered === undefined) return undefined
  const isRefused = (kind: keyof ConsentedParts) => (name: string) =>
    asked[kind].includes(name) && !allowed[kind].includes(name)
  const isScopeRefused = isRefused('scopes')
  const isResourceRefused = isRefused('resources')
  if (!remembered.scopes.some(isScopeRefused) && !remembered.resources.some(isResourceRefused))
    return undefined
  return {
    scopes: remembered.scopes.filter((scope) => !isScopeRefused(scope)),
    resources: remembered.resources.filter((uri) => !isResourceRefused(uri)),
  }
}
