import { type PendingAuthorization, toRestart } from '../../protocol/authorize/pending-authorization.ts'
import { Refusal } from '../../protocol/refusal.ts'
import type { Parts } from '../parts.ts'
import { type Browser, loadSessions } from './browser.ts'

/**
 * Makes one of this browser's sessions the current one, for this request and later ones.
 * @throws Refusal `signed_out_meanwhile` for a session that this browser does not have, or no longer.
 */
export async function chooseAccount(
  sessionId: string | undefined,
  pending: PendingAuthorization,
  browser: Browser,
  parts: Pick<Parts, 'storage' | 'accounts' | 'accountsAreStored' | 'clock' | 'settings'>,
): Promise<{ readonly pending: PendingAuthorization; readonly browser: Browser }> {
  const sessions = await loadSessions(browser, parts)
  const chosen = sessions.find(({ session }) => session.id === sessionId)
  if (chosen === undefined) {
    throw new Refusal('signed_out_meanwhile', { page: { pending, ...toRestart(pending) } })
  }
  const { id } = chosen.session
  return {
    pending: { ...pending, chosenAccountId: chosen.account.id },
    browser: { ...browser, sessionIds: [id, ...browser.sessionIds.filter((other) => other !== id)] },
  }
}
