/** What a sealed value is for: a value sealed for one purpose opens for no other. */
export type SealPurpose =
  | 'authorization_code'
  | 'access_token'
  | 'pending_authorization'
  | 'invitation'
  | 'signing_key'

/** What a MAC is for: a MAC made for one purpose proves nothing for another. */
export type MacPurpose = 'refresh_token' | 'session' | 'browser' | 'csrf' | 'username'

/** Seals and proves values under the server secret. A previous secret still opens and proves what it made. */
export interface Sealer {
  /** Encrypts and authenticates a JSON value; base64url. */
  seal(purpose: SealPurpose, value: unknown): string
  /**
   * The value, or `undefined` for anything that we did not seal for this purpose. Never throws on hostile
   * input.
   */
  unseal(purpose: SealPurpose, sealed: string): unknown
  /** True when the value was sealed under the current secret, not a previous one. */
  isCurrent(purpose: SealPurpose, sealed: string): boolean
  /** HMAC-SHA-256, base64url, 43 characters. */
  mac(purpose: MacPurpose, message: string): string
  /** Compares in constant time, with the current secret and the previous ones. */
  isMac(purpose: MacPurpose, message: string, mac: string): boolean
}
