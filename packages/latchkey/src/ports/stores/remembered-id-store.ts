/**
 * Identifiers that are remembered until a time: of client assertions, finished authorizations and revoked
 * tokens.
 */
export interface RememberedIdStore {
  /** `seen` when it is remembered already; its end stays as it was. */
  remember(id: string, expiresAt: number, now: number): Promise<'fresh' | 'seen'>
  has(id: string, now: number): Promise<boolean>
}
