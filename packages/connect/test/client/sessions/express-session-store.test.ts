import session from 'express-session'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type ExpressSessionStore,
  expressSessionStore,
} from '../../../src/client/sessions/express-session-store.ts'

const expiresAt = Math.floor(Date.now() / 1000) + 600

afterEach(() => vi.useRealTimers())

/** Somebody's store: it keeps what it is given, and answers as `answer` says. */
function storeOf({ answer }: { readonly answer: 'record' | 'nothing' | Error }) {
  const records = new Map<string, unknown>()
  const reply = <Value>(callback: ((error?: unknown, value?: Value) => void) | undefined, value?: Value) => {
    if (answer === 'nothing') return
    if (answer === 'record') setImmediate(() => callback?.(null, value))
    else setImmediate(() => callback?.(answer))
  }
  const store: ExpressSessionStore = {
    get: (id, callback) => reply(callback, records.get(id)),
    set: (id, record, callback) => {
      records.set(id, record)
      reply(callback)
    },
    destroy: (_, callback) => reply(callback),
  }
  return { store, records }
}

describe('a store of express-session', () => {
  test('is told when the session ends, in each of the ways in which such stores read it', async () => {
    const { store, records } = storeOf({ answer: 'record' })
    await expressSessionStore(store).create('a', { sealed: 'a', expiresAt })
    const { cookie } = records.get('a') as {
      cookie: { expires: Date; maxAge: number; originalMaxAge: number }
    }
    expect(cookie.expires).toEqual(new Date(expiresAt * 1000))
    expect(cookie.maxAge).toBeGreaterThan(598_000)
    expect(cookie.maxAge).toBeLessThanOrEqual(600_000)
    expect(cookie.originalMaxAge).toBe(cookie.maxAge)
  })

  test('may forget a session by its own clock', async () => {
    const store = expressSessionStore(new session.MemoryStore())
    vi.useFakeTimers({ toFake: ['Date'] })
    await store.create('a', { sealed: 'a', expiresAt })
    vi.setSystemTime((expiresAt + 1) * 1000)
    expect(await store.load('a', expiresAt - 100)).toBeUndefined()
  })

  test('may be shared with an app that keeps sessions of its own there: they are not ours', async () => {
    const { store, records } = storeOf({ answer: 'record' })
    records.set('theirs', { cookie: {}, cart: ['book'] })
    expect(await expressSessionStore(store).load('theirs', 1000)).toBeUndefined()
  })

  test('that is down is an error, not a sign-out', async () => {
    const ours = expressSessionStore(storeOf({ answer: new Error('ECONNREFUSED') }).store)
    await expect(ours.load('a', 1000)).rejects.toThrow('ECONNREFUSED')
    await expect(ours.replace('a', 1, { sealed: 'b', expiresAt })).rejects.toThrow('ECONNREFUSED')
    await expect(ours.remove('a')).rejects.toThrow('ECONNREFUSED')
  })

  test('that keeps files says ENOENT for a session that is not there, as express-session takes it', async () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' })
    const ours = expressSessionStore(storeOf({ answer: missing }).store)
    expect(await ours.load('a', 1000)).toBeUndefined()
    await ours.remove('a')
  })

  test('that never answers is given up after 5 seconds, and does not hold up the next call of the key', async () => {
    vi.useFakeTimers()
    const ours = expressSessionStore(storeOf({ answer: 'nothing' }).store)
    const calls = Promise.allSettled([ours.remove('a'), ours.remove('a')])
    await vi.advanceTimersByTimeAsync(10_000)
    for (const call of await calls) {
      expect(call).toMatchObject({ reason: new Error('The session store did not answer within 5000 ms') })
    }
  })
})
