import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { booksApi, notesApi } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { madeForEach, openedForEach } from '../../../latchkey/test/fixtures/opened.ts'
import { signIn } from '../../src/client/fetch.ts'
import { memorySessions } from '../../src/client/sessions/memory-sessions.ts'
import type { SessionStore } from '../../src/client/sessions/session-store.ts'
import { bookScopes, clientSecret, openAppWorld, type Person } from './app-world.ts'

const LIFETIME_SECONDS = 600
const resources = [
  {
    uri: booksApi,
    scopes: { 'books:read': 'See your books' },
    accessToken: { lifetimeSeconds: LIFETIME_SECONDS },
  },
  { uri: notesApi, scopes: { 'notes:read': 'See your notes' } },
]

let store: SessionStore

/** Both ends of the wire live in this process, so both clocks go. */
function passSeconds(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000)
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
const world = openedForEach(async () => {
  store = memorySessions()
  return openAppWorld({
    app: { sessions: store },
    server: { resources },
    pages: (app) => {
      app.get('/rejected', (req, res, next) => {
        req.tokens?.replaceRejected(String(req.query.token)).then((token) => res.send(token), next)
      })
    },
  })
})
const ada = madeForEach(async () => {
  const person = world.person()
  await person.visit('/profile')
  return person
})

/** The same app on another machine: another process would know no more than this. */
function otherNode(sessions = store) {
  return signIn({
    issuer: world.reverseProxy.origin,
    clientId: 'web',
    clientSecret,
    url: world.origin,
    scope: bookScopes,
    resource: booksApi,
    sessions,
    logger: false,
  })
}

function requestOf(person: Person): Request {
  const cookie = [...person.atApp.cookies].map((pair) => pair.join('=')).join('; ')
  return new Request(world.origin, { headers: { cookie } })
}

function times<Result>(count: number, call: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)))
}

describe('an access token that has expired', () => {
  test('100 requests at once refresh it once, and all get the same new one', async () => {
    const former = (await ada.ask('/token')).html
    passSeconds(LIFETIME_SECONDS)
    const answers = await times(100, () => ada.ask('/token'))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const tokens = new Set(answers.map(({ html }) => html))
    expect([tokens.size, tokens.has(former), world.reverseProxy.count('refresh')]).toEqual([1, false, 1])
  })

  test('two nodes on one store refresh it once', async () => {
    const nodes = [otherNode(), otherNode()] as const
    for (let round = 1; round <= 3; round += 1) {
      passSeconds(LIFETIME_SECONDS)
      const tokens = await times(40, async (index) => {
        const found = await (index % 2 === 0 ? nodes[0] : nodes[1]).load(requestOf(ada))
        return found?.tokens.accessToken()
      })
      expect([new Set(tokens).size, world.reverseProxy.count('refresh')]).toEqual([1, round])
    }
  })

  test('is replaced shortly before it expires, and not earlier', async () => {
    const first = (await ada.ask('/token')).html
    passSeconds(LIFETIME_SECONDS - 12)
    expect((await ada.ask('/token')).html).toBe(first)
    passSeconds(3)
    expect((await ada.ask('/token')).html).not.toBe(first)
  })

  test('a lost answer is asked for again, and nobody is signed out (RFC 6749 §6)', async () => {
    passSeconds(LIFETIME_SECONDS)
    world.reverseProxy.loseRefreshes(2)
    expect((await ada.ask('/token')).status).toBe(200)
    expect(world.reverseProxy.count('refresh')).toBe(3)
    passSeconds(LIFETIME_SECONDS)
    expect((await ada.ask('/token')).status).toBe(200)
  })

  test('a request that still holds the former one gets the new one', async () => {
    const node = otherNode()
    const old = await node.load(requestOf(ada))
    passSeconds(LIFETIME_SECONDS)
    const newer = (await ada.ask('/token')).html
    expect(await old?.tokens.accessToken()).toBe(newer)
    expect(world.reverseProxy.count('refresh')).toBe(1)
  })

  test('a node that dies while it refreshes is waited for until its claim runs out', async () => {
    passSeconds(LIFETIME_SECONDS)
    let isDead = false
    const cutOff = async <Answer>(answer: Promise<Answer>) =>
      isDead ? Promise.reject(new Error('dead')) : answer
    const dying = otherNode({ ...store, replace: (...call) => cutOff(store.replace(...call)) })
    const held = world.reverseProxy.holdRefresh()
    const late = dying.load(requestOf(ada)).then((found) => found?.tokens.accessToken())
    await held.arrived
    isDead = true
    passSeconds(4)
    const answer = await ada.ask('/token')
    expect(world.reverseProxy.count('refresh')).toBe(2)
    expect(answer.status).toBe(200)
    held.release()
    await expect(late).rejects.toThrow('dead')
    expect((await ada.ask('/token')).html).toBe(answer.html)
  })

  test('what others stored while a node was frozen stays when it wakes up', async () => {
    passSeconds(LIFETIME_SECONDS)
    let isFrozen = false
    const replace: SessionStore['replace'] = (...call) =>
      isFrozen ? Promise.reject(new Error('frozen')) : store.replace(...call)
    const frozen = otherNode({ ...store, replace })
    const held = world.reverseProxy.holdRefresh()
    const late = frozen.load(requestOf(ada)).then((found) => found?.tokens.accessToken())
    await held.arrived
    isFrozen = true
    passSeconds(4)
    const newer = (await ada.ask('/token')).html
    isFrozen = false
    held.release()
    expect([await late, (await ada.ask('/token')).html]).toEqual([newer, newer])
  })

  test('a node that takes long is waited for, as it says so', async () => {
    passSeconds(LIFETIME_SECONDS)
    const held = world.reverseProxy.holdRefresh()
    let writes = 0
    const counted: SessionStore['replace'] = (...call) => {
      writes += 1
      return store.replace(...call)
    }
    const slow = otherNode({ ...store, replace: counted })
      .load(requestOf(ada))
      .then((found) => found?.tokens.accessToken())
    await held.arrived
    const waiting = ada.ask('/token')
    // Each second it writes its claim again; together this is longer than one claim. (The waiting itself
    // moves the clock too.)
    for (let round = 0; round < 3; round += 1) {
      const before = writes
      passSeconds(1)
      await vi.waitUntil(() => writes > before, 5000)
    }
    held.release()
    expect((await waiting).html).toBe(await slow)
    expect(world.reverseProxy.count('refresh')).toBe(1)
  })
})

describe('an access token that an API refused', () => {
  test('is replaced once, however many requests were refused', async () => {
    const rejected = (await ada.ask('/token')).html
    const answers = await times(30, () => ada.ask(`/rejected?token=${rejected}`))
    expect(new Set(answers.map(({ html }) => html)).size).toBe(1)
    expect(answers[0]?.html).not.toBe(rejected)
    // Who comes late with the same token gets what there is.
    expect((await ada.ask(`/rejected?token=${rejected}`)).html).toBe(answers[0]?.html)
    expect(world.reverseProxy.count('refresh')).toBe(1)
  })

  test('is not replaced over and over for an API that refuses every one', async () => {
    let token = (await ada.ask('/token')).html
    for (let request = 0; request < 5; request += 1) {
      token = (await ada.ask(`/rejected?token=${token}`)).html
    }
    expect(world.reverseProxy.count('refresh')).toBe(1)
    passSeconds(11)
    expect((await ada.ask(`/rejected?token=${token}`)).html).not.toBe(token)
    expect(world.reverseProxy.count('refresh')).toBe(2)
  })
})

describe('an issuer that is away', () => {
  test('ends no session: 503 until it is back', async () => {
    passSeconds(LIFETIME_SECONDS)
    world.reverseProxy.setAway(true)
    expect((await ada.ask('/token')).status).toBe(503)
    const page = await ada.visit('/profile')
    expect([page.status, page.html]).toEqual([200, 'profile of Ada Lovelace'])
    world.reverseProxy.setAway(false)
    passSeconds(2)
    expect((await ada.ask('/token')).status).toBe(200)
  })

  test('what is still valid for some seconds is used', async () => {
    const token = (await ada.ask('/token')).html
    passSeconds(LIFETIME_SECONDS - 5)
    world.reverseProxy.setAway(true)
    const answer = await ada.ask('/token')
    expect([answer.status, answer.html]).toEqual([200, token])
  })
})

describe('a sign-in that the issuer ended', () => {
  test('a page leads to the login, a script gets 401, and the session is gone', async () => {
    await world.live.server.grants.revokeAll({ accountId: 'ada-id' })
    passSeconds(LIFETIME_SECONDS)
    const answer = await ada.ask('/token')
    expect([answer.status, JSON.parse(answer.html)]).toEqual([
      401,
      { error: 'sign_in_required', login: '/login' },
    ])
    expect(await otherNode().load(requestOf(ada))).toBeUndefined()
    const page = await ada.atApp.peek('/profile', { 'sec-fetch-dest': 'document' })
    expect([page.status, page.headers.get('location')]).toEqual([302, '/login?return_to=%2Fprofile'])
  })

  test('signing out in the middle of a refresh stays signed out, and its new refresh token is revoked (RFC 7009)', async () => {
    passSeconds(LIFETIME_SECONDS)
    const cookies = new Map(ada.atApp.cookies)
    const held = world.reverseProxy.holdRefresh()
    const refreshing = ada.ask('/token')
    await held.arrived
    await ada.atApp.peek('/logout')
    await vi.waitUntil(() => world.reverseProxy.count('/revoke') === 1)
    held.release()
    expect((await refreshing).status).toBe(401)
    await vi.waitUntil(() => world.reverseProxy.count('/revoke') === 2)
    for (const [name, value] of cookies) ada.atApp.cookies.set(name, value)
    expect((await ada.ask('/token')).status).toBe(401)
  })
})

describe('a store that is away when the new tokens come', () => {
  test('nobody gets them before they are stored, and they are not asked for twice', async () => {
    passSeconds(LIFETIME_SECONDS)
    const replace = store.replace
    const failing: SessionStore['replace'] = async (...call) => {
      if (world.reverseProxy.count('refresh') > 0) throw new Error('The store is away')
      return replace(...call)
    }
    Object.assign(store, { replace: failing })
    expect((await ada.ask('/token')).status).toBe(500)
    Object.assign(store, { replace })
    passSeconds(4)
    expect((await ada.ask('/token')).status).toBe(200)
    expect(world.reverseProxy.count('refresh')).toBe(1)
  })
})
