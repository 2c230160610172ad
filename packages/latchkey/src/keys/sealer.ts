/** What a sealed value is for. A value sealed for one purpose does not decrypt for another. */
export type SealPurpose =
  | 'authorization_code'
  | 'access_token'
  | 'pending_authorization'
  | 'invitation'
  | 'posted_request'
  | 'echo'
  | 'signing_key'

/** What a MAC is for. A MAC for one purpose is not valid for another. */
export type MacPurpose = 'refresh_token' | 'session' | 'browser' | 'csrf' | 'username'

/**
 * Encrypts ("seals") values and computes MACs under the server secret. What a previous secret produced is
 * still accepted.
 */
export interface Sealer {
  /** Encrypts and authenticates a JSON value; base64url. */
  seal(purpose: SealPurpose, value: unknown): string
  /**
   * The decrypted value, or `undefined` for anything that we did not seal for this purpose. Never throws on
   * hostile input.
   */
  unseal(purpose: SealPurpose, sealed: string): unknown
  /** True when the value was sealed under the current secret, not a previous one. */
  isCurrent(purpose: SealPurpose, sealed: string): boolean
  /** HMAC-SHA-256, base64url, 43 characters. */
  mac(purpose: MacPurpose, message: string): string
  /** Compares in constant time, with the current secret and the previous ones. */
  isMac(purpose: MacPurpose, message: string, mac: string): boolean
}
