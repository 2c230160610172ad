import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openedForEach } from '../../../latchkey/test/fixtures/opened.ts'
import { requireSignIn } from '../../src/client/express.ts'
import { isClaimed, type SessionRecord } from '../../src/client/sessions/session-record.ts'
import { parseStartedSignIn, toCookieValue } from '../../src/client/sign-in/started-sign-in.ts'
import { cacheToken } from '../../src/client/tokens/cached-token.ts'
import { openAppWorld } from './app-world.ts'

const HOURS = 7200
const YEARS = 70 * 365 * 86_400

/** Both ends of the wire live in this process, so both clocks go. */
function passSeconds(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000)
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

describe('an app whose clock was ahead and is set right', () => {
  const world = openedForEach(() =>
    openAppWorld({
      pages: (app) =>
        app.get('/recent', requireSignIn({ maxAgeSeconds: 300 }), (_, res) => void res.send('recent')),
    }),
  )

  async function afterAhead(seconds: number) {
    passSeconds(seconds)
    const ada = world.person()
    await ada.visit('/profile')
    const token = (await ada.ask('/token')).html
    passSeconds(-seconds)
    return { ada, token }
  }

  test('ends a session that would live for decades', async () => {
    const { ada } = await afterAhead(YEARS)
    expect((await ada.ask('/')).html).toBe('home of nobody')
  })

  test('by two hours keeps its sessions, and replaces their access tokens, whose end nobody knows', async () => {
    const { ada, token } = await afterAhead(HOURS)
    expect((await ada.ask('/')).html).toBe('home of Ada Lovelace')
    const newer = await ada.ask('/token')
    expect([newer.status, newer.html === token]).toEqual([200, false])
    expect((await ada.ask('/token')).html).toBe(newer.html)
  })

  test('does not take a sign-in that is yet to come for a recent one', async () => {
    const { ada } = await afterAhead(HOURS)
    expect((await ada.ask('/recent')).status).toBe(401)
    expect((await ada.visit('/recent')).html).toBe('recent')
  })
})

test('a claim of a process whose clock was ahead holds up nobody until then; one that is seconds ahead is respected', () => {
  const record = (milliseconds: number) => ({ claimedUntilMs: Date.now() + milliseconds }) as SessionRecord
  expect([2000, 62_000].map((ahead) => isClaimed(record(ahead)))).toEqual([true, true])
  expect([0, -1, HOURS * 1000].map((ahead) => isClaimed(record(ahead)))).toEqual([false, false, false])
})

test('a sign-in that seems to start later than now is as old as it is ahead', () => {
  const now = 1_800_000_000
  const codeVerifier = 'v'.repeat(43)
  const cookie = (startedAt: number) =>
    toCookieValue({ startedAt, codeVerifier, nonce: 'n', returnTo: '/' } as const)
  expect(parseStartedSignIn(cookie(now + 60), now)?.nonce).toBe('n')
  expect(parseStartedSignIn(cookie(now + HOURS), now)).toBeUndefined()
})

test('a token of a program is fetched again after the clock was set back, and once', async () => {
  let requests = 0
  const source = cacheToken(async () => {
    requests += 1
    const issuedAt = Date.now() / 1000
    return { accessToken: `token ${requests}`, issuedAt, expiresAt: issuedAt + 600 }
  })
  expect(await source.accessToken()).toBe('token 1')
  passSeconds(-HOURS)
  expect(await source.accessToken()).toBe('token 2')
  expect(await source.accessToken()).toBe('token 2')
})
