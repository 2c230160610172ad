import type { Site } from '../site.ts'

/**
 * Where somebody goes who signs in for no app. Where the account area is closed, the sign-in page tells those
 * who are signed in that they are.
 */
export function homePath(site: Site): string {
  return site.path(site.parts.settings.areas.account ? '/account' : '/sign-in')
}
