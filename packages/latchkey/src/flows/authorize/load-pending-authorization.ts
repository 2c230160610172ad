import { type PendingAuthorization, toRestart } from '../../protocol/authorize/pending-authorization.ts'
import { isWithin } from '../../protocol/is-within.ts'
import { Refusal, refuse } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'
import type { Browser } from '../sign-in/browser.ts'

/** Seconds in which a browser that accepts cookies returns ours: there is only a redirect in between. */
const COOKIE_ROUND_TRIP_SECONDS = 10

/**
 * The pending request in an encrypted value, if it belongs to this browser and has not expired.
 * @throws Refusal `page_without_request` or `page_address_damaged`; or `page_of_another_browser`,
 * `cookies_blocked` or `page_expired`, which say where to start again.
 */
export function loadPending(
  sealed: string,
  browser: Browser,
  { sealer, clock }: Pick<Parts, 'sealer' | 'clock'>,
): PendingAuthorization {
  if (sealed === '') return refuse('page_without_request')
  // We encrypted it for this purpose, so its type is known.
  const pending = sealer.unseal('pending_authorization', sealed) as PendingAuthorization | undefined
  if (pending === undefined) return refuse('page_address_damaged')
  const restart = toRestart(pending)
  const now = clock.now()
  if (pending.browserId !== browser.id) {
    const lost = !browser.known && Math.abs(now - pending.createdAt) < COOKIE_ROUND_TRIP_SECONDS
    throw new Refusal(lost ? 'cookies_blocked' : 'page_of_another_browser', { page: restart })
  }
  if (!isWithin({ from: pending.createdAt, until: pending.expiresAt }, now)) {
    const expiredMinutesAgo = Math.max(0, Math.floor((now - pending.expiresAt) / 60))
    throw new Refusal('page_expired', { page: { ...restart, expiredMinutesAgo } })
  }
  return pending
}
