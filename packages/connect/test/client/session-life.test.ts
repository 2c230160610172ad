import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { madeForEach, openedForEach } from '../../../latchkey/test/fixtures/opened.ts'
import { memorySessions } from '../../src/client/sessions/memory-sessions.ts'
import { newSessionSecret, parseSessionCookie, seal, unseal } from '../../src/client/sessions/seal-session.ts'
import type { SessionStore } from '../../src/client/sessions/session-store.ts'
import { openAppWorld } from './app-world.ts'

const HOUR = 3600

let store: SessionStore
let writes: number

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
const world = openedForEach(async () => {
  const memory = memorySessions()
  writes = 0
  store = {
    ...memory,
    replace: (...call) => {
      writes += 1
      return memory.replace(...call)
    },
  }
  return openAppWorld({ app: { sessions: store, sessionSeconds: 10 * HOUR, idleSeconds: 2 * HOUR } })
})
const ada = madeForEach(async () => {
  const person = world.person()
  await person.visit('/profile')
  return person
})

const passSeconds = (seconds: number) => void vi.setSystemTime(Date.now() + seconds * 1000)
const greeting = async () => (await ada.ask('/')).html

describe('a session', () => {
  test('ends after the idle time without a request (ASVS 7.3.1)', async () => {
    passSeconds(2 * HOUR - 1)
    expect(await greeting()).toBe('home of Ada Lovelace')
    passSeconds(2 * HOUR - 1)
    expect(await greeting()).toBe('home of Ada Lovelace')
    passSeconds(2 * HOUR)
    expect(await greeting()).toBe('home of nobody')
  })

  test('that is in use does not end after a short idle time', async () => {
    const short = await openAppWorld({ app: { idleSeconds: 60 } })
    const grace = short.person()
    await grace.visit('/profile')
    for (let request = 0; request < 6; request += 1) {
      passSeconds(50)
      expect((await grace.ask('/')).html).toBe('home of Ada Lovelace')
    }
    await short.close()
  })

  test('ends after its time however busy it is (ASVS 7.3.2)', async () => {
    for (let hour = 1; hour < 10; hour += 1) {
      passSeconds(HOUR)
      expect(await greeting()).toBe('home of Ada Lovelace')
    }
    passSeconds(HOUR)
    expect(await greeting()).toBe('home of nobody')
  })

  test('is written at most once a minute for being used', async () => {
    for (let request = 0; request < 20; request += 1) await greeting()
    expect(writes).toBe(0)
    passSeconds(60)
    for (let request = 0; request < 20; request += 1) await greeting()
    expect(writes).toBe(1)
  })
})

describe('what the store holds', () => {
  const secret = newSessionSecret()

  test('opens with the cookie and with nothing else', () => {
    const sealed = seal(secret, 'a text with ünïcödé')
    expect(unseal(secret, sealed)).toBe('a text with ünïcödé')
    expect(unseal(newSessionSecret(), sealed)).toBeUndefined()
    expect(unseal({ ...secret, key: newSessionSecret().key }, sealed)).toBeUndefined()
    const flipped = Buffer.from(sealed, 'base64url')
    for (let index = 0; index < flipped.length; index += 1) {
      flipped[index] = (flipped[index] ?? 0) ^ 1
      expect(unseal(secret, flipped.toString('base64url'))).toBeUndefined()
      flipped[index] = (flipped[index] ?? 0) ^ 1
    }
    for (const length of [0, 1, 27, 28]) expect(unseal(secret, sealed.slice(0, length))).toBeUndefined()
  })

  test('never seals the same twice alike, and says neither cookie nor content', () => {
    const [first, second] = [seal(secret, 'same'), seal(secret, 'same')]
    expect(first).not.toBe(second)
    expect(secret.key).not.toContain(secret.cookie)
  })

  test('a cookie has one spelling', () => {
    expect(parseSessionCookie(secret.cookie)?.key).toBe(secret.key)
    const last = secret.cookie.at(-1) ?? ''
    const next = String.fromCharCode(last.charCodeAt(0) + 1)
    for (const other of [`${secret.cookie}=`, secret.cookie.slice(0, -1) + next, '', 'é'.repeat(43)]) {
      expect(parseSessionCookie(other)?.key).not.toBe(secret.key)
    }
  })
})
