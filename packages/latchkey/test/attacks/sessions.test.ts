import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { scriptedBrowser } from '../../src/testing/scripted-browser.ts'
import { introspectAs, obtainTokens, redeemAs, refreshAs } from '../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  issuer,
  openWorld,
  redeem,
  responseOf,
  signInAs,
} from '../fixtures/server-without-network.ts'
import { useWorldPerTest } from '../fixtures/use-world.ts'

const world = useWorldPerTest()

const sessionCookie = '__Host-latchkey-session'
const browserCookie = '__Host-latchkey-browser'

/** A browser in which this person is signed in. */
async function signedIn(username = 'alice@example.test', password = 'wonderland') {
  const browser = world.browser()
  await signInAs(browser, await browser.open('/sign-in'), username, password)
  return browser
}

describe('a session (C-77)', () => {
  test('has a new id after each sign-in, and the old one is worth nothing (OWASP ASVS 7.2.4)', async () => {
    const browser = await signedIn()
    const before = browser.cookies.get(sessionCookie) ?? ''
    await signInAs(browser, await browser.open('/sign-in'))
    expect(browser.cookies.get(sessionCookie)).not.toBe(before)
    const thief = world.browser()
    thief.cookies.set(sessionCookie, before)
    expect(responseOf(await thief.open(authorizePath({ prompt: 'none' }))).get('error')).toBe(
      'login_required',
    )
  })

  test('is not taken from an address, and not from a cookie that we did not write', async () => {
    const browser = await signedIn()
    const cookie = browser.cookies.get(sessionCookie) ?? ''
    const [id = ''] = cookie.split('.')
    const forged = [
      id,
      `${id}.`,
      `${id}.${'A'.repeat(43)}`,
      `${cookie}A`,
      cookie.slice(0, -1),
      `${id}~${cookie}`,
    ]
    for (const value of forged) {
      const thief = world.browser()
      thief.cookies.set(sessionCookie, value)
      expect(responseOf(await thief.open(authorizePath({ prompt: 'none' }))).get('error'), value).toBe(
        'login_required',
      )
    }
    const visit = await world.browser().open(`/?${sessionCookie}=${encodeURIComponent(cookie)}`)
    expect(new URL(visit.url).pathname).toBe('/sign-in')
  })

  test('a browser cookie and its MAC are not a session cookie, nor the other way round', async () => {
    const browser = await signedIn()
    const thief = world.browser()
    thief.cookies.set(sessionCookie, browser.cookies.get(browserCookie) ?? '')
    thief.cookies.set(browserCookie, browser.cookies.get(sessionCookie) ?? '')
    expect(new URL((await thief.open('/account')).url).pathname).toBe('/sign-in')
  })

  test('cookies are Secure, HttpOnly, SameSite=Lax, for this host alone (OWASP ASVS 3.3)', async () => {
    const cookies: string[] = []
    const site = {
      async fetch(request: Request) {
        const response = await world.server.fetch(request)
        cookies.push(...response.headers.getSetCookie())
        return response
      },
    }
    const browser = scriptedBrowser(site, issuer)
    await signInAs(browser, await browser.open('/sign-in'))
    expect(cookies).toHaveLength(3)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-latchkey-(browser|session|familiar)=/)
      expect(cookie).toMatch(/; Path=\/(;|$)/)
      for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(attribute)
      expect(cookie).not.toMatch(/Domain=/i)
    }
  })

  test('that no longer fits in the cookie is over, or nobody could end it (OWASP ASVS 7.4.1)', async () => {
    const small = await openWorld({ limits: { sessionsPerBrowser: 1 } })
    const browser = small.browser()
    await signInAs(browser, await browser.open('/sign-in'))
    const alices = browser.cookies.get(sessionCookie) ?? ''
    await signInAs(browser, await browser.open('/sign-in'), 'bob@example.test', 'builder')
    const thief = small.browser()
    thief.cookies.set(sessionCookie, alices)
    expect(responseOf(await thief.open(authorizePath({ prompt: 'none' }))).get('error')).toBe(
      'login_required',
    )
    await small.server.close()
  })

  test('its owner can still sign out when the browser was closed meanwhile', async () => {
    const browser = await signedIn()
    // Closing a browser drops the cookies without an age; the session has one.
    browser.cookies.delete(browserCookie)
    const home = await browser.open('/account')
    const bye = await browser.submit(home, 'sign-out')
    expect(bye.status).toBe(200)
    expect(browser.cookies.has(sessionCookie)).toBe(false)
  })
})

describe('what a sign-in gave away', () => {
  test("a refresh token stays its owner's when somebody else signs in in the same browser (C-41, CVE-2022-3916)", async () => {
    const browser = world.browser()
    const code = (await authorizeFully(browser, { scope: 'openid offline_access' })).get('code') ?? ''
    const { refresh_token } = await (await redeem(world.server, code)).json()
    await signInAs(browser, await browser.open('/sign-in'), 'bob@example.test', 'builder')
    const refreshed = await (await refreshAs(world, 'app', refresh_token)).json()
    expect(decodeJwt(refreshed.id_token).sub).toBe('alice-id')
  })

  test('ends with a changed password: cookie, code, refresh token and access token (C-83)', async () => {
    const browser = await signedIn()
    const asked = { scope: 'openid offline_access' }
    const tokens = await (
      await redeem(world.server, (await authorizeFully(browser, asked)).get('code') ?? '')
    ).json()
    const code = (await authorizeFully(browser, asked)).get('code') ?? ''
    await world.server.accounts.setPassword('alice-id', 'through the looking-glass')
    expect(new URL((await browser.open('/account')).url).pathname).toBe('/sign-in')
    expect((await redeem(world.server, code)).status).toBe(400)
    expect((await refreshAs(world, 'app', tokens.refresh_token)).status).toBe(400)
    expect(await introspectAs(world, 'app', tokens.access_token)).toEqual({ active: false })
    const old = world.browser()
    expect((await signInAs(old, await old.open('/sign-in'))).status).toBe(422)
  })

  test.each(['disabled', 'removed'])('ends with a %s account (C-50)', async (fate) => {
    const browser = await signedIn()
    const tokens = await obtainTokens(world, 'app', { scope: 'openid offline_access' })
    const code = (await authorizeFully(browser, { scope: 'openid offline_access' })).get('code') ?? ''
    if (fate === 'disabled') await world.server.accounts.update('alice-id', { disabled: true })
    else await world.server.accounts.remove('alice-id')
    expect((await redeem(world.server, code)).status).toBe(400)
    expect((await refreshAs(world, 'app', tokens.refresh_token)).status).toBe(400)
    expect(await introspectAs(world, 'app', tokens.access_token)).toEqual({ active: false })
    expect(responseOf(await browser.open(authorizePath({ prompt: 'none' }))).get('error')).toBe(
      'login_required',
    )
  })

  test('interleaved sign-ins of different people never mix (C-34, CVE-2026-33544)', async () => {
    const people = [
      ['alice@example.test', 'wonderland', 'alice-id'],
      ['bob@example.test', 'builder', 'bob-id'],
      ['carol@example.test', 'christmas', 'carol-id'],
    ] as const
    const runs = Array.from({ length: 21 }, async (_, index) => {
      const [username, password, id] = people[index % 3] ?? people[0]
      const state = `state-${index}`
      const response = await authorizeFully(
        world.browser(),
        { scope: 'openid', state, nonce: state },
        username,
        password,
      )
      expect(response.get('state')).toBe(state)
      const tokens = await (await redeemAs(world, 'app', response.get('code') ?? '')).json()
      expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: id, nonce: state })
    })
    await Promise.all(runs)
  })
})

describe('proving oneself again (C-80)', () => {
  test.each([{ prompt: 'login' }, { max_age: '0' }])(
    '%j: turning away leaves no half session (CVE-2023-6787)',
    async (asked) => {
      const browser = await signedIn()
      await authorizeFully(browser)
      const page = await browser.open(authorizePath(asked))
      expect(new URL(page.url).pathname).toBe('/sign-in')
      const cancelled = await browser.submit(page, 'sign-in-cancel')
      expect(responseOf(cancelled).get('error')).toBe('access_denied')
      expect((await browser.open(page.url)).status).toBe(400)
    },
  )

  test('the consent page of a request that waits for a sign-in is not a way around it', async () => {
    const browser = await signedIn()
    await authorizeFully(browser)
    const page = await browser.open(authorizePath({ prompt: 'login' }))
    const consent = await browser.open(page.url.replace('/sign-in', '/consent'))
    expect(new URL(consent.url).pathname).toBe('/sign-in')
  })

  test('one proof is good for one answer: going back does not give another code', async () => {
    const browser = await signedIn()
    await authorizeFully(browser)
    const page = await browser.open(authorizePath({ prompt: 'login consent' }))
    const consent = await signInAs(browser, page)
    expect(new URL(consent.url).pathname).toBe('/consent')
    const first = await browser.submit(consent, 'consent-allow')
    await redeem(world.server, responseOf(first).get('code') ?? '')
    expect((await browser.open(consent.url)).status).toBe(400)
    await expect(browser.submit(consent, 'consent-allow')).resolves.toMatchObject({ status: 400 })
  })

  test('a consent page that has become needless answers once', async () => {
    const browser = world.browser()
    const page = await browser.open(authorizePath({ prompt: 'login' }))
    const consent = await signInAs(browser, page)
    // In another tab the person says yes to the same app.
    await authorizeFully(browser)
    const code = responseOf(await browser.open(consent.url)).get('code') ?? ''
    expect((await redeem(world.server, code)).status).toBe(200)
    expect((await browser.open(consent.url)).status).toBe(400)
  })

  test('auth_time is that of the proof, and the session of somebody else does not satisfy the hint', async () => {
    const browser = await signedIn()
    const before = await obtainTokens(world, 'app', { scope: 'openid' })
    world.clock.advance(100)
    const code =
      (await authorizeFully(browser, { prompt: 'login', max_age: '1000', scope: 'openid' })).get('code') ?? ''
    const tokens = await (await redeem(world.server, code)).json()
    expect(decodeJwt(tokens.id_token).auth_time).toBe(world.clock.now())
    const bobs = await signedIn('bob@example.test', 'builder')
    const silent = await bobs.open(authorizePath({ prompt: 'none', id_token_hint: before.id_token }))
    expect(responseOf(silent).get('error')).toBe('login_required')
  })
})
