import type { Consent } from '../../protocol/grant.ts'

export interface ConsentStore {
  /** Adds to what is remembered for this account and client, as `widenConsent` says. */
  remember(consent: Consent): Promise<void>
  find(accountId: string, clientId: string): Promise<Consent | undefined>
  forget(accountId: string, clientId: string): Promise<'forgotten' | 'unknown'>
  /** Ordered by client id. */
  listByAccount(accountId: string): Promise<readonly Consent[]>
}
