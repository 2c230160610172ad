/**
 * Identifiers remembered until a given time: of client assertions, finished authorizations and revoked
 * tokens.
 */
export interface RememberedIdStore {
  /** `seen` if already remembered; its expiry does not change. */
  remember(id: string, expiresAt: number, now: number): Promise<'fresh' | 'seen'>
  has(id: string, now: number): Promise<boolean>
}
