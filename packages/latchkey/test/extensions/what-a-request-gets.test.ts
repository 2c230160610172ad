import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Configuration, Logger } from '../../src/index.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import {
  call,
  clientToken,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  userinfo,
} from '../fixtures/client-calls.ts'
import { authorizePath, basic, post, signInAs, type World } from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'
import { hanging } from './misbehaviour.ts'
import { grantType, type Instead, ownEverything } from './own-everything.ts'

type Ask = (world: World) => Promise<Response>

const signIn: Ask = async (world) => {
  const browser = world.browser()
  const { status, html } = await signInAs(browser, await browser.open(authorizePath()))
  return new Response(html, { status })
}
const voucher: Ask = ({ server }) =>
  post(server, '/token', { grant_type: grantType }, basic('shop', 'shop-secret-of-at-least-thirty-two-chars'))
const signUpPath = '/sign-up?invitation=the-invitation'
const openSignUp: Ask = async (world) => {
  const { status, html } = await world.browser().open(signUpPath)
  return new Response(html, { status })
}
const signUp: Ask = async (world) => {
  const browser = world.browser()
  const form = { username: 'bob@example.test', password: 'a-password-of-bob' }
  const { status, html } = await browser.submit(await browser.open(signUpPath), 'sign-up', form)
  return new Response(html, { status })
}

/** The pages that these worlds ask for are ours: a form is filled in. */
const ourPages = { pages: {} }

async function worldOf(instead: Instead, changes: Partial<Configuration> = ourPages) {
  const lines: string[] = []
  const write = (fields: object, message?: string) => {
    const { err } = fields as { readonly err?: unknown }
    lines.push(`${message}: ${err instanceof Error ? err.message : String(err)}`)
  }
  const logger: Logger = { debug() {}, info() {}, warn: write, error: write }
  const storage = createMemoryStorage()
  const world = await openOwnWorld({ ...ownEverything(instead, storage), logger, ...changes })
  return { world, lines, storage }
}

// For the whole file: calls of one length share a timer.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterAll(() => void vi.useRealTimers())

const unhandled: unknown[] = []
process.on('unhandledRejection', (thrown) => void unhandled.push(thrown))
afterEach(() => expect(unhandled.splice(0)).toEqual([]))

const boom = () => Promise.reject(new Error('boom'))

/** Function, the request that calls it, and what prepares that. */
const requests: readonly (readonly [name: string, ask: (world: World) => Promise<Ask>])[] = [
  [
    'customClaims',
    async (world) => prepared(await obtainCode(world), (code) => (it) => redeemAs(it, 'app', code)),
  ],
  [
    'accounts.find',
    async (world) => prepared(await obtainTokens(world), (it) => (of) => userinfo(of, it.access_token)),
  ],
  ['accounts.signIn', async () => signIn],
  ['accounts.signIn().isStillCurrent', async () => signIn],
  ['accounts.signUp.create', async () => signUp],
  ['accounts.signUp.findInvitation', async () => openSignUp],
  ['grants[].parse', async () => voucher],
  ['grants[].decide', async () => voucher],
  ['grants[].decide().commit', async () => voucher],
  ['adoptRefreshToken', async () => (world) => refreshAs(world, 'app', 'a-token-of-the-old-server')],
]

function prepared<Value>(value: Value, toAsk: (value: Value) => Ask): Ask {
  return toAsk(value)
}

const isPage = (name: string) => name.startsWith('accounts.signIn') || name.startsWith('accounts.signUp')

describe.each(requests)('%s', (name, prepare) => {
  test('that fails is 500 for this request alone, and the log has its name', async () => {
    const instead: Instead = new Map()
    const { world, lines } = await worldOf(instead)
    const ask = await prepare(world)
    instead.set(name, boom)
    const answer = await ask(world)
    expect(answer.status).toBe(500)
    if (!isPage(name)) expect(await answer.json()).toMatchObject({ error: 'server_error' })
    expect(lines).toEqual([expect.stringMatching(/^fault: .*threw: boom$/)])
    instead.clear()
    expect((await signIn(world)).status).toBeLessThan(400)
  })

  test('that hangs is 503 after its time, and 1,000 other requests are answered meanwhile', async () => {
    const instead: Instead = new Map()
    const { world, lines } = await worldOf(instead)
    const ask = await prepare(world)
    const reached = Promise.withResolvers<void>()
    instead.set(name, () => {
      reached.resolve()
      return hanging()
    })
    const answer = ask(world)
    await reached.promise
    instead.clear()
    const others = await Promise.all(Array.from({ length: 1000 }, () => post(world.server, '/token', {})))
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([400]))
    expect((await clientToken(world)).access_token).toMatch(/^ey/)
    await vi.advanceTimersByTimeAsync(10_000)
    const { status, headers } = await answer
    expect([status, isPage(name) ? '5' : headers.get('retry-after')]).toEqual([503, '5'])
    expect(lines).toEqual([expect.stringMatching(/^fault: .*did not finish within \d+ seconds$/)])
  })
})

test('a sign-in of which nobody knows whether it still counts leaves no session behind', async () => {
  const { world, storage } = await worldOf(new Map([['accounts.signIn().isStillCurrent', boom]]))
  await signIn(world)
  expect(await storage.sessions.listByAccount('alice-id', world.clock.now())).toEqual([])
})

describe('a storage of the embedder’s', () => {
  test.each([
    ['fails', boom],
    ['answers an outcome that nobody knows', async () => 'done'],
    ['answers nothing', async () => undefined],
  ])('that %s is 503, and no token is given', async (_, act) => {
    const instead: Instead = new Map()
    const { world, lines } = await worldOf(instead)
    const { refresh_token } = await obtainTokens(world)
    instead.set('storage.grants.advance', act)
    const answer = await refreshAs(world, 'app', refresh_token)
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ error: 'temporarily_unavailable' }),
    ])
    expect(lines).toEqual([expect.stringContaining('storage.grants.advance')])
  })

  test('that hangs at the start ends the start in a sentence', async () => {
    const started = worldOf(new Map([['storage.migrate', hanging]])).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(String(await started)).toContain('storage.migrate did not finish within 60 seconds')
  })

  test('that hangs at the stop does not keep the server from closing', async () => {
    const instead: Instead = new Map()
    const { world, lines } = await worldOf(instead)
    await obtainTokens(world)
    instead.set('storage.events.append', hanging)
    const closing = world.server.close()
    await vi.advanceTimersByTimeAsync(15_000)
    await closing
    expect(lines).toEqual([expect.stringContaining('events were not stored')])
  })
})

describe('a page of the embedder’s', () => {
  test('that fails is an error page, and the log has its name', async () => {
    const instead: Instead = new Map([['pages.signIn', boom]])
    const { world, lines } = await worldOf(instead, {})
    const visit = await world.browser().open(authorizePath())
    expect([visit.status, visit.html]).toEqual([500, '<title>Own error</title>'])
    expect(lines).toEqual([expect.stringContaining('pages.signIn')])
  })

  test('for errors that fails itself is ours instead', async () => {
    const instead: Instead = new Map([['pages.error', boom]])
    const { world, lines } = await worldOf(instead, {})
    const visit = await world.browser().open('/nowhere')
    expect([visit.status, visit.html]).toEqual([404, expect.stringContaining('<h1>')])
    expect(lines).toEqual([
      expect.stringMatching(/^the built-in error page was shown instead: .*pages\.error/),
    ])
  })
})

test.each(['debug', 'info', 'warn', 'error'])(
  'a logger whose %s throws loses no line and fails no request',
  async (level) => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const instead: Instead = new Map([
      [
        `logger.${level}`,
        () => {
          throw undefined
        },
      ],
      ['customClaims', boom],
    ])
    const { logger } = ownEverything(instead)
    const { world } = await worldOf(instead, { logger: logger ?? false, ...ourPages })
    expect((await redeemAs(world, 'app', await obtainCode(world))).status).toBe(500)
    const lines = written.mock.calls.map(([line]) => String(line))
    written.mockRestore()
    if (level === 'error')
      expect(lines.join('')).toMatch(/logger\.error threw: undefined[\s\S]*"err":"customClaims threw: boom"/)
    expect(lines.filter((line) => line.includes('threw: undefined')).length).toBeLessThanOrEqual(1)
  },
)

test('a listener that fails, hangs or is slow holds up nothing, and is told of once', async () => {
  const instead: Instead = new Map([['onEvent', boom]])
  const { world, lines } = await worldOf(instead)
  await obtainTokens(world)
  await call(world, '/introspect', 'books', { token: 'none' })
  await world.server.events.list()
  await vi.advanceTimersByTimeAsync(1)
  expect(lines).toEqual(['onEvent failed: onEvent threw: boom'])
})
