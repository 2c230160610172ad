import type { SessionContent, SessionStore, StoredSession } from './session-store.ts'
import { withTimeout } from './with-timeout.ts'

/**
 * The part of `Store` of the package `express-session` that is used here, so that its types need not be
 * installed.
 */
export interface ExpressSessionStore {
  get(id: string, callback: (error: unknown, session?: unknown) => void): void
  set(id: string, session: unknown, callback?: (error?: unknown) => void): void
  destroy(id: string, callback?: (error?: unknown) => void): void
}

/** Milliseconds that a store may take for one call. */
const ANSWER_MILLISECONDS = 5000

/**
 * Sessions in any store made for `express-session`, such as `connect-redis`. Such a store can only get and
 * set, so compare-and-set holds only within one process. With several processes, send each person to the same
 * one (sticky sessions) or use `postgres:`: otherwise two may refresh at once, and an issuer that does not
 * tolerate this ends the sign-in. The store removes expired sessions itself.
 */
export function expressSessionStore(store: ExpressSessionStore): SessionStore {
  const inTurn = oneAtATimePerKey()
  const read = async (key: string) =>
    fromRecord(await ask<unknown>((callback) => store.get(key, callback)).catch(noneIfFileIsMissing))
  const write = (key: string, session: StoredSession) =>
    ask((callback) => store.set(key, toRecord(session), callback))
  return {
    create: (key, content) =>
      inTurn(key, async () => {
        if ((await read(key)) !== undefined) return 'exists'
        await write(key, toSession(1, content))
        return 'created'
      }),
    load: async (key, now) => {
      const session = await read(key)
      return session !== undefined && session.expiresAt > now ? session : undefined
    },
    replace: (key, from, content) =>
      inTurn(key, async () => {
        const session = await read(key)
        if (session === undefined) return 'gone'
        if (session.version !== from) return 'changed'
        await write(key, toSession(from + 1, content))
        return 'replaced'
      }),
    remove: (key) =>
      inTurn(key, async () => {
        await ask((callback) => store.destroy(key, callback)).catch(noneIfFileIsMissing)
      }),
    removeExpired: async () => 0,
    close: async () => {},
  }
}

/** Runs the calls for one key one after the other, so that nothing comes between a read and its write. */
function oneAtATimePerKey() {
  const last = new Map<string, Promise<unknown>>()
  return <Result>(key: string, call: () => Promise<Result>): Promise<Result> => {
    const mine = (last.get(key) ?? Promise.resolve()).then(call, call)
    const forget = () => {
      if (last.get(key) === mine) last.delete(key)
    }
    last.set(key, mine)
    mine.then(forget, forget)
    return mine
  }
}

function ask<Answer>(
  call: (callback: (error?: unknown, answer?: Answer) => void) => void,
): Promise<Answer | undefined> {
  const answer = new Promise<Answer | undefined>((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value)))
  })
  return withTimeout(ANSWER_MILLISECONDS, answer)
}

/** Stores that keep files report a missing session with this error, and express-session accepts that too. */
function noneIfFileIsMissing(error: unknown): undefined {
  if ((error as { readonly code?: unknown } | null)?.code !== 'ENOENT') throw error
}

function toSession(version: number, { sealed, expiresAt }: SessionContent): StoredSession {
  return { version, sealed, expiresAt }
}

/**
 * Stores read from the cookie how long to keep a session: some as a date, others as milliseconds from now.
 */
function toRecord(latchkey: StoredSession): object {
  const maxAge = latchkey.expiresAt * 1000 - Date.now()
  const expires = new Date(latchkey.expiresAt * 1000)
  return { cookie: { originalMaxAge: maxAge, maxAge, expires, httpOnly: true, path: '/' }, latchkey }
}

/** `undefined` for a record that is not ours. */
function fromRecord(record: unknown): StoredSession | undefined {
  const { latchkey } = (record ?? {}) as { readonly latchkey?: Partial<StoredSession> }
  const { version, sealed, expiresAt } = latchkey ?? {}
  if (typeof version !== 'number' || typeof sealed !== 'string' || typeof expiresAt !== 'number') return
  return { version, sealed, expiresAt }
}
