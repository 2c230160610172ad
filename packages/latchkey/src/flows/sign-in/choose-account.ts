import type { PendingAuthorization } from '../../protocol/authorize/pending-authorization.ts'
import { refuse } from '../../protocol/refusal.ts'
import type { Browser } from './browser.ts'

/** Makes one of this browser's sessions the current one, for this request and later ones. */
export function chooseAccount(
  sessionId: string | undefined,
  pending: PendingAuthorization,
  browser: Browser,
): { readonly pending: PendingAuthorization; readonly browser: Browser } {
  if (sessionId === undefined || !browser.sessionIds.includes(sessionId)) {
    return refuse('page_of_another_browser', undefined)
  }
  const others = browser.sessionIds.filter((id) => id !== sessionId)
  return {
    pending: { ...pending, chosenSessionId: sessionId },
    browser: { ...browser, sessionIds: [sessionId, ...others] },
  }
}
