/** One session as a store holds it. The store can read only its version and its expiry. */
export interface StoredSession {
  /** Goes up by one with every `replace`; 1 when created. */
  readonly version: number
  /** Encrypted with a key that is derived from the browser's cookie; base64url. */
  readonly sealed: string
  /** Epoch seconds. From this second on, `load` no longer finds it. */
  readonly expiresAt: number
}

/** What is written to a store, which counts the version itself. */
export interface SessionContent {
  readonly sealed: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

/**
 * Where `signIn` keeps its sessions. Each method is atomic, also when several processes share the store, and
 * throws when the store cannot be reached. `sessionStoreContract` of `latchkey-connect/testing` tests what
 * each must do. A `key` is a hash of the browser's cookie: nobody can sign in with what a stolen store holds.
 */
export interface SessionStore {
  /** Stores a new session with version 1. An existing key is left as it is, even if it has expired. */
  create(key: string, session: SessionContent): Promise<'created' | 'exists'>
  /** `undefined` when there is none or when `expiresAt` is not after `now` (epoch seconds). */
  load(key: string, now: number): Promise<StoredSession | undefined>
  /** Compare-and-set: only if the version is still `from`; of many at once exactly one wins. */
  replace(key: string, from: number, session: SessionContent): Promise<'replaced' | 'changed' | 'gone'>
  /** Removes a session; no error when there is none. */
  remove(key: string): Promise<void>
  /**
   * Removes at most `limit` expired sessions and returns how many: 0 when none are left, or when the database
   * removes them itself.
   */
  removeExpired(now: number, limit: number): Promise<number>
  /** Closes what the store opened itself. May be called twice. */
  close(): Promise<void>
}
