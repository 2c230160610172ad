import type { BrowserToRemember } from '../../protocol/accounts/familiar-browsers.ts'

/** The browsers in which accounts have signed in. The accounts may be an embedder's own. */
export interface FamiliarBrowserStore {
  /** Puts a browser first among those of its account, by the rule `rememberBrowser`. */
  remember(browser: BrowserToRemember, now: number): Promise<void>
  /** The ids of the account's browsers, the latest first; none when all have expired. */
  find(accountId: string, now: number): Promise<readonly string[]>
  /** Forgets all browsers of an account. */
  forget(accountId: string): Promise<void>
}
