import { describe, expect, test } from 'vitest'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import {
  expectRefusal,
  introspectAs,
  isInvited,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  userinfo,
} from '../fixtures/client-calls.ts'
import {
  appSecret,
  authorizeFully,
  authorizePath,
  basic,
  issuer,
  responseOf,
  signInAs,
  type World,
} from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'
import { browserAt } from './at-address.ts'

const HOURS = 7200
const YEARS = 70 * 365 * 86_400

const offline = { scope: 'openid offline_access' }

/** What a browser gets that asks whether somebody is signed in. */
async function silently(browser: ReturnType<World['browser']>, changes = {}): Promise<string | null> {
  return responseOf(await browser.open(authorizePath({ prompt: 'none', ...changes }))).get('error')
}

/** A world whose clock was ahead while `during` ran, and is right again. */
async function afterAhead<Made>(seconds: number, during: (world: World) => Promise<Made>, changes = {}) {
  const world = await openOwnWorld(changes, fakeClock(1_800_000_000 + seconds))
  const made = await during(world)
  world.clock.advance(-seconds)
  return { world, made }
}

describe('a first start by a clock that was two hours ahead', () => {
  test('leaves a server that signs and says so as soon as it starts by the right one, and names the clock', async () => {
    const storage = createMemoryStorage()
    const ahead = await openOwnWorld({ storage }, fakeClock(1_800_000_000 + HOURS))
    await obtainTokens(ahead)
    await ahead.close()
    const warnings: unknown[] = []
    const logger = { debug() {}, info() {}, warn: (about: object) => warnings.push(about), error() {} }
    const world = await openOwnWorld({ storage, logger }, fakeClock(1_800_000_000))
    expect((await obtainTokens(world)).id_token).toMatch(/^ey/)
    const ready = await world.server.fetch(new Request(`${issuer}/readyz`))
    expect((await ready.json()).checks.signing_key).toBe('ok')
    expect(warnings).toContainEqual({ secondsAhead: HOURS })
  })
})

describe('what was made by a clock that was decades ahead ends when that clock is right again', () => {
  test('access tokens and refresh tokens (RFC 7662 §2.2, OAuth 2.1 §4.3.1)', async () => {
    const { world, made } = await afterAhead(YEARS, (world) => obtainTokens(world, 'app', offline))
    expect(await introspectAs(world, 'app', made.access_token)).toEqual({ active: false })
    expect(await introspectAs(world, 'app', made.refresh_token)).toEqual({ active: false })
    expect((await userinfo(world, made.access_token)).status).toBe(401)
    await expectRefusal(refreshAs(world, 'app', made.refresh_token), 'invalid_grant')
  })

  test('sessions: the person signs in again', async () => {
    const { world, made } = await afterAhead(YEARS, async (world) => {
      const browser = world.browser()
      await authorizeFully(browser)
      return browser
    })
    expect(await silently(made)).toBe('login_required')
    expect((await authorizeFully(made)).get('code')).not.toBeNull()
    expect(world.clock.now()).toBe(1_800_000_000)
  })

  test('codes, which would be good for decades (RFC 6749 §4.1.2)', async () => {
    const { world, made } = await afterAhead(YEARS, (world) => obtainCode(world))
    await expectRefusal(redeemAs(world, 'app', made), 'invalid_grant')
  })

  test('a request that waits for its person, and one that was posted', async () => {
    const { made } = await afterAhead(YEARS, async (world) => {
      const browser = world.browser()
      return { browser, page: await browser.open(authorizePath()) }
    })
    expect((await signInAs(made.browser, made.page)).html).toContain('expired')
  })

  test('invitations', async () => {
    const accounts = { signUp: 'invite' } as const
    const { world, made } = await afterAhead(YEARS, ({ server }) => server.accounts.invite(), { accounts })
    const invitationOf = ({ url }: { readonly url: string }) =>
      new URL(url).searchParams.get('invitation') ?? ''
    expect(await isInvited(world, invitationOf(made))).toBe(false)
    expect(await isInvited(world, invitationOf(await world.server.accounts.invite()))).toBe(true)
  })
})

describe('a clock that was set back by two hours', () => {
  test('does not sign anybody out', async () => {
    const { made } = await afterAhead(HOURS, async (world) => {
      const browser = world.browser()
      await authorizeFully(browser)
      return browser
    })
    expect(await silently(made)).toBeNull()
  })

  test('does not let a sign-in that is yet to come count as recent (OpenID Connect Core §3.1.2.1, max_age)', async () => {
    const { world, made } = await afterAhead(HOURS, async (world) => {
      const browser = world.browser()
      await authorizeFully(browser)
      return browser
    })
    expect(await silently(made, { max_age: '600' })).toBe('login_required')
    expect((await authorizeFully(made, { max_age: '600' })).get('code')).not.toBeNull()
    expect(await silently(made, { max_age: '600' })).toBeNull()
    world.clock.advance(-30)
    expect(await silently(made, { max_age: '600' }), 'clocks of two nodes are seconds apart').toBeNull()
  })

  test('locks nobody out until it has caught up, neither persons nor clients', async () => {
    const { world } = await afterAhead(
      HOURS,
      async (world) => {
        for (let guess = 0; guess < 3; guess++) await signIn(world, 'wrong')
        expect(await signIn(world)).toBe(429)
        for (let guess = 0; guess < 3; guess++) await askAsClient(world, 'wrong')
        expect(await askAsClient(world)).toBe(429)
      },
      { limits: { passwordAttemptsPerAccountAndAddress: 3, clientSecretAttemptsPerAddress: 3 } },
    )
    expect(await signIn(world)).toBe(200)
    expect(await askAsClient(world)).toBe(200)
  })

  test('does not let a stolen predecessor of a refresh token be used for two hours (RFC 9700 §4.14.2)', async () => {
    const { world, made } = await afterAhead(HOURS, async (world) => {
      const { refresh_token: stolen } = await obtainTokens(world, 'app', offline)
      const { refresh_token: current } = await (await refreshAs(world, 'app', stolen)).json()
      return { stolen, current }
    })
    await expectRefusal(refreshAs(world, 'app', made.stolen), 'invalid_grant')
    await expectRefusal(refreshAs(world, 'app', made.current), 'invalid_grant')
  })

  test('does not keep a client that is switched off then', async () => {
    const storage = createMemoryStorage()
    const [world, other] = [await openOwnWorld({ storage }), await openOwnWorld({ storage })]
    const { client, clientSecret = '' } = await world.server.clients.create({
      name: 'Job',
      grantTypes: ['client_credentials'],
      scopes: ['books:read'],
    })
    const ask = () => askAsClient(world, clientSecret, client.clientId)
    expect(await ask()).toBe(200)
    world.clock.advance(-HOURS)
    await other.server.clients.update(client.clientId, { disabled: true })
    expect(await ask()).toBe(401)
  })
})

describe('two nodes whose clocks are ten minutes apart', () => {
  test('redeem one of the codes that one request gave, though the other one lives longer (OAuth 2.1 §4.1.3)', async () => {
    const storage = createMemoryStorage()
    const world = await openOwnWorld({ storage })
    const ahead = await openOwnWorld({ storage }, fakeClock(world.clock.now() + 600))
    const browser = world.browser()
    const consent = await signInAs(browser, await browser.open(authorizePath()))
    const second = ahead.browser()
    for (const [name, value] of browser.cookies) second.cookies.set(name, value)
    const [early, late] = [
      responseOf(await second.submit(consent, 'consent-allow')).get('code') ?? '',
      responseOf(await browser.submit(consent, 'consent-allow')).get('code') ?? '',
    ]
    expect((await redeemAs(world, 'app', late)).status).toBe(200)
    world.clock.advance(300)
    await storage.purge({ now: world.clock.now(), limit: 100, eventsBefore: 0 })
    await expectRefusal(redeemAs(world, 'app', early), 'invalid_grant')
  })
})

async function signIn(world: World, password = 'wonderland'): Promise<number> {
  const browser = browserAt(world, '192.0.2.7')
  return (await signInAs(browser, await browser.open('/sign-in'), 'alice@example.test', password)).status
}

async function askAsClient(world: World, secret = appSecret, clientId = 'cron'): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'books:read' })
  const request = new Request(`${issuer}/token`, { method: 'POST', body, headers: basic(clientId, secret) })
  return (await world.server.fetch(request, { remoteAddress: '192.0.2.7' })).status
}
