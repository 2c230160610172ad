/** What a store holds of one signed-in browser. It can read none of it but the time. */
export interface StoredSession {
  /** Goes up by one with every `replace`; 1 when created. */
  readonly version: number
  /** Encrypted under a key that only the browser's cookie gives; base64url. */
  readonly sealed: string
  /** Epoch seconds. From this second on, `load` no longer finds it. */
  readonly expiresAt: number
}

/** What is written of a session; the store counts the version. */
export interface SessionContent {
  readonly sealed: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

/**
 * Where `signIn` keeps its sessions. Each method is one atomic step, also among several processes on one
 * store, and throws when the store cannot be reached. `sessionStoreContract` of `latchkey-connect/testing`
 * says what each must do. A `key` is a hash of the browser's cookie: a stolen store holds nothing that can be
 * presented.
 */
export interface SessionStore {
  /** Begins with version 1. A key that is there already stays as it is, even if it has expired. */
  create(key: string, session: SessionContent): Promise<'created' | 'exists'>
  /** `undefined` when there is none or when `expiresAt` is not after `now` (epoch seconds). */
  load(key: string, now: number): Promise<StoredSession | undefined>
  /** Compare-and-set: only if the version is still `from`; of many at once exactly one wins. */
  replace(key: string, from: number, session: SessionContent): Promise<'replaced' | 'changed' | 'gone'>
  /** Ends a session. One that is not there is no error. */
  remove(key: string): Promise<void>
  /**
   * Removes at most `limit` expired sessions; answers how many, 0 when no more are left or the database sees
   * to it.
   */
  removeExpired(now: number, limit: number): Promise<number>
  /** Closes what the store opened itself. May be called twice. */
  close(): Promise<void>
}
