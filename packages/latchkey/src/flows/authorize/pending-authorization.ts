import { randomId } from '../../ports/random.ts'
import type { PendingAuthorization } from '../../protocol/authorize/pending-authorization.ts'
import { Refusal, refuse } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'
import type { Browser } from '../sign-in/browser.ts'

/** A browser that keeps cookies brings ours back this soon: a redirect is all that lies between. */
const COOKIE_ROUND_TRIP_SECONDS = 10

/** A new request of this browser; nothing is stored. */
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

/**
 * The request behind a sealed value, if it is this browser's own and still open.
 * @throws Refusal `page_of_another_browser`, `cookies_blocked`, `page_expired` or `page_already_finished`;
 * most say where to start again.
 */
export async function loadPending(
  sealed: string,
  browser: Browser,
  { sealer, storage, clock }: Pick<Parts, 'sealer' | 'storage' | 'clock'>,
): Promise<PendingAuthorization> {
  // Sealed by us for this purpose, so its shape is ours.
  const pending = sealer.unseal('pending_authorization', sealed) as PendingAuthorization | undefined
  if (pending === undefined) return refuse('page_of_another_browser')
  const restart = { restartParameters: pending.parameters }
  const now = clock.now()
  if (pending.browserId !== browser.id) {
    const lost = !browser.known && now - pending.createdAt < COOKIE_ROUND_TRIP_SECONDS
    throw new Refusal(lost ? 'cookies_blocked' : 'page_of_another_browser', { page: restart })
  }
  if (now >= pending.expiresAt) {
    const expiredMinutesAgo = Math.floor((now - pending.expiresAt) / 60)
    throw new Refusal('page_expired', { page: { ...restart, expiredMinutesAgo } })
  }
  if (await storage.replayGuard.has(markOf(pending), now)) throw new Refusal('page_already_finished')
  return pending
}

/** Ends the request: of all who try to finish it, one may (OAuth 2.1 §7.9 and its single decision). */
export async function requireFirstToFinish(
  pending: PendingAuthorization,
  { storage, clock }: Pick<Parts, 'storage' | 'clock'>,
): Promise<void> {
  const outcome = await storage.replayGuard.remember(markOf(pending), pending.expiresAt, clock.now())
  if (outcome === 'seen') throw new Refusal('page_already_finished')
}

function markOf(pending: PendingAuthorization): string {
  return `finished:${pending.id}`
}
