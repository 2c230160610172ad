import { randomId } from '../../ports/random.ts'
import type { PendingAuthorization } from '../../protocol/authorize/pending-authorization.ts'
import type { Parts } from '../parts.ts'
import type { Browser } from '../sign-in/browser.ts'

/** Creates the pending request of this browser; nothing is stored. */
export function mintPending(
  parameters: string,
  browser: Browser,
  { clock, random, settings }: Pick<Parts, 'clock' | 'random' | 'settings'>,
): PendingAuthorization {
  const createdAt = clock.now()
  return {
    id: randomId(random),
    browserId: browser.id,
    parameters,
    createdAt,
    expiresAt: createdAt + settings.lifetimes.pendingAuthorizationSeconds,
  }
}
