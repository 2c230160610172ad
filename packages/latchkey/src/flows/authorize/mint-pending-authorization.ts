import { randomId } from '../../ports/random.ts'
import type { PendingAuthorization } from '../../protocol/authorize/pending-authorization.ts'
import type { Parts } from '../parts.ts'
import type { Browser } from '../sign-in/browser.ts'

/** An authorization request as it came. */
export interface ReceivedRequest {
  /** Form-encoded. */
  readonly parameters: string
  /** The client posted them, so that they must stay out of URLs. */
  readonly isPosted: boolean
}

/** Creates the pending request of this browser; nothing is stored. */
export function mintPending(
  { parameters, isPosted }: ReceivedRequest,
  browser: Browser,
  { clock, random, settings }: Pick<Parts, 'clock' | 'random' | 'settings'>,
): PendingAuthorization {
  const createdAt = clock.now()
  return {
    id: randomId(random),
    browserId: browser.id,
    parameters,
    ...(isPosted && { isPosted }),
    createdAt,
    expiresAt: createdAt + settings.lifetimes.pendingAuthorizationSeconds,
  }
}
