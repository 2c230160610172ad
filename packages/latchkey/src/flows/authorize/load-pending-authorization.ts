import { type PendingAuthorization, toRestart } from '../../protocol/authorize/pending-authorization.ts'
import { Refusal, refuse } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'
import type { Browser } from '../sign-in/browser.ts'

/** Seconds in which a browser that accepts cookies returns ours: there is only a redirect in between. */
const COOKIE_ROUND_TRIP_SECONDS = 10

/**
 * The pending request in an encrypted value, if it belongs to this browser and is still open.
 * @throws Refusal `page_of_another_browser`, `cookies_blocked`, `page_expired` or `page_already_finished`;
 * most say where to start again.
 */
export async function loadPending(
  sealed: string,
  browser: Browser,
  { sealer, storage, clock }: Pick<Parts, 'sealer' | 'storage' | 'clock'>,
): Promise<PendingAuthorization> {
  // We encrypted it for this purpose, so its type is known.
  const pending = sealer.unseal('pending_authorization', sealed) as PendingAuthorization | undefined
  if (pending === undefined) return refuse('page_of_another_browser')
  const restart = toRestart(pending)
  const now = clock.now()
  if (pending.browserId !== browser.id) {
    const lost = !browser.known && now - pending.createdAt < COOKIE_ROUND_TRIP_SECONDS
    throw new Refusal(lost ? 'cookies_blocked' : 'page_of_another_browser', { page: restart })
  }
  if (now >= pending.expiresAt) {
    const expiredMinutesAgo = Math.floor((now - pending.expiresAt) / 60)
    throw new Refusal('page_expired', { page: { ...restart, expiredMinutesAgo } })
  }
  if (await storage.rememberedIds.has(markOf(pending), now)) throw new Refusal('page_already_finished')
  return pending
}

/** Finishes the request; of several attempts, one succeeds (OAuth 2.1 §7.9 and its single decision). */
export async function requireFirstToFinish(
  pending: PendingAuthorization,
  { storage, clock }: Pick<Parts, 'storage' | 'clock'>,
): Promise<void> {
  const outcome = await storage.rememberedIds.remember(markOf(pending), pending.expiresAt, clock.now())
  if (outcome === 'seen') throw new Refusal('page_already_finished')
}

function markOf(pending: PendingAuthorization): string {
  return `finished:${pending.id}`
}
