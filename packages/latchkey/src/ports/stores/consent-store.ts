import type { Consent } from '../../protocol/grant.ts'

/** Which consents to forget; at least one member must be set, and every one set must match. */
export interface ConsentSelection {
  readonly accountId?: string
  readonly clientId?: string
}

export interface ConsentStore {
  /** Adds to what is remembered for this account and client, as `widenConsent` says. */
  remember(consent: Consent): Promise<void>
  /** Puts this consent in place of what is remembered for its account and client. */
  replace(consent: Consent): Promise<void>
  /** Forgets all matching consents; returns how many. An empty selection throws a `TypeError`. */
  forgetAll(selection: ConsentSelection): Promise<number>
  /** Ordered by client id. */
  listByAccount(accountId: string): Promise<readonly Consent[]>
}
