import { describe, expect, test } from 'vitest'
import type { Visit } from '../../../src/testing/scripted-browser.ts'
import {
  authorizeFully,
  authorizePath,
  openWorld,
  redeem,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import {
  copyCookies,
  expectClientError,
  expectCode,
  expectErrorPage,
  onwardOf,
  pathOf,
  sessionCookieOf,
} from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

const silently = (who = browser) => who.open(authorizePath({ prompt: 'none' }))

/** A page without what is random in it and without the name that was typed. */
function withoutChance({ html }: Visit, username: string): string {
  return html
    .replaceAll(username, 'USERNAME')
    .replace(/request=[^"&]*/g, '')
    .replace(/(<input type="hidden"[^>]*value=")[^"]*/g, '$1')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')
}

describe('a session', () => {
  test('gets a new id at sign-in; one that was planted is worth nothing (CVE-2024-28197)', async () => {
    const planted = 'AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    browser.cookies.set('__Host-latchkey-session', planted)
    await authorizeFully(browser)
    expect(sessionCookieOf(browser)).toBeDefined()
    expect(sessionCookieOf(browser)).not.toBe(planted)
    const thief = world.browser()
    copyCookies(browser, thief)
    thief.cookies.set('__Host-latchkey-session', planted)
    expectClientError(await silently(thief), 'login_required')
  })

  test('gets a new id at the next sign-in too, and the old one is dead (ASVS 7.2.4)', async () => {
    await authorizeFully(browser)
    const thief = world.browser()
    copyCookies(browser, thief)
    expectCode(await silently(thief))
    await signInAs(browser, await browser.open(authorizePath({ prompt: 'login' })))
    expectClientError(await silently(thief), 'login_required')
    expectCode(await silently())
  })

  test.each([
    ['flipped', (cookie: string) => (cookie.startsWith('x') ? 'y' : 'x') + cookie.slice(1)],
    ['cut', (cookie: string) => cookie.slice(0, -1)],
    ['without its MAC', (cookie: string) => cookie.split('.')[0] ?? ''],
    ['doubled', (cookie: string) => `${cookie}~${cookie}`],
  ])('whose cookie is %s is none', async (_, change) => {
    await authorizeFully(browser)
    browser.cookies.set('__Host-latchkey-session', change(sessionCookieOf(browser) ?? ''))
    expectClientError(await silently(), 'login_required')
  })

  test('ends after a day without a visit, and a visit in between keeps it (ASVS 7.3.1)', async () => {
    await authorizeFully(browser)
    for (const _ of [1, 2, 3]) {
      world.clock.advance(86_399)
      expectCode(await silently())
    }
    world.clock.advance(86_400)
    expectClientError(await silently(), 'login_required')
  })

  test('ends after two weeks, however busy it was (ASVS 7.3.2)', async () => {
    await authorizeFully(browser)
    for (let half = 0; half < 27; half++) {
      world.clock.advance(43_200)
      expectCode(await silently())
    }
    world.clock.advance(43_200)
    expectClientError(await silently(), 'login_required')
  })

  test('ends when the account is disabled, gets another password or goes (ASVS 7.4.2)', async () => {
    const ends = [
      () => world.server.accounts.update('alice-id', { disabled: true }),
      () => world.server.accounts.setPassword('bob-id', 'another long enough password'),
      () => world.server.accounts.remove('carol-id'),
    ]
    const people = [
      ['alice@example.test', 'wonderland'],
      ['bob@example.test', 'builder'],
      ['carol@example.test', 'christmas'],
    ] as const
    for (const [index, [username, password]] of people.entries()) {
      const person = world.browser()
      await authorizeFully(person, {}, username, password)
      expectCode(await silently(person))
      await ends[index]?.()
      expectClientError(await silently(person), 'login_required')
    }
  })
})

describe('who has an account cannot be found out (ASVS 6.3.8)', () => {
  test('a wrong password, an unknown name, and a disabled account without its password get one answer', async () => {
    await world.server.accounts.update('carol-id', { disabled: true })
    const answers: { status: number; page: string }[] = []
    for (const username of [
      'alice@example.test',
      'nobody@example.test',
      'carol@example.test',
      'no email at all',
    ]) {
      const visitor = world.browser()
      const page = await signInAs(visitor, await visitor.open(authorizePath()), username, 'wrong password')
      answers.push({ status: page.status, page: withoutChance(page, username) })
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.status).toBe(422)
  })

  test('the limit counts names that nobody has, and says the same of them (C-88, C-89)', async () => {
    const lockedPages: string[] = []
    for (const username of ['alice@example.test', 'nobody@example.test']) {
      let page = await browser.open(authorizePath())
      for (let attempt = 0; attempt < 10; attempt++) page = await signInAs(browser, page, username, 'wrong')
      expect(page.status).toBe(422)
      page = await signInAs(browser, page, ` ${username.toUpperCase()} `, 'wonderland')
      expect(page.status).toBe(429)
      expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0)
      lockedPages.push(withoutChance(page, username.toUpperCase()))
    }
    expect(lockedPages[0]).toBe(lockedPages[1])
    world.clock.advance(15 * 60)
    expect(pathOf(await signInAs(browser, await browser.open(authorizePath())))).toBe('/consent')
  })

  test('only the right password hears that the account is turned off', async () => {
    await world.server.accounts.update('carol-id', { disabled: true })
    const page = await signInAs(
      browser,
      await browser.open(authorizePath()),
      'carol@example.test',
      'christmas',
    )
    expect([page.status, page.html.includes('turned off')]).toEqual([422, true])
    expect(sessionCookieOf(browser)).toBeUndefined()
  })
})

describe('a form is good for its own browser and request only (ASVS 3.5.1)', () => {
  const attempt = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const page = await browser.open(authorizePath())
    const credentials = { username: 'alice@example.test', password: 'wonderland' }
    return browser.submit(page, 'sign-in', { ...credentials, ...fields }, headers)
  }

  test.each([
    ['without a token', 'We do not know this form', { form_token: '' }, {}],
    ['with a made-up token', 'We do not know this form', { form_token: 'A'.repeat(43) }, {}],
    ['from another origin', 'This form did not come from us', {}, { origin: 'https://evil.test' }],
    [
      'from no origin',
      'Your browser hid where this form came from',
      {},
      { origin: 'null', 'sec-fetch-site': 'none' },
    ],
    ['from another site', 'This form did not come from us', {}, { 'sec-fetch-site': 'cross-site' }],
    ['from a sister host', 'This form did not come from us', {}, { 'sec-fetch-site': 'same-site' }],
  ])('%s it signs nobody in (login CSRF, C-78)', async (_, heading, fields, headers) => {
    const visit = await attempt(fields, headers)
    expectErrorPage(visit, heading, 403)
    expect(onwardOf(visit)).toEqual([['Start again', authorizePath()]])
    expect(sessionCookieOf(browser)).toBeUndefined()
  })

  test("with another request's token it signs nobody in", async () => {
    const first = await browser.open(authorizePath())
    const token = /name="form_token" value="([^"]+)"/.exec(first.html)?.[1] ?? ''
    expectErrorPage(await attempt({ form_token: token }), 'We do not know this form', 403)
  })

  test('posted by an attacker who made it in their own browser it signs nobody in', async () => {
    const attacker = world.browser()
    const page = await attacker.open(authorizePath())
    await browser.open(authorizePath())
    const [attackers, victims] = [new Map(attacker.cookies), new Map(browser.cookies)]
    expect(attackers).not.toEqual(victims)
    const visit = await signInAs(browser, page)
    expectErrorPage(visit, 'This page belongs to another browser', 403)
    expect(sessionCookieOf(browser)).toBeUndefined()
  })

  test('without any cookie it says that cookies are blocked', async () => {
    const page = await browser.open(authorizePath())
    browser.cookies.clear()
    const visit = await signInAs(browser, page)
    expectErrorPage(visit, 'Cookies are blocked')
    expect(onwardOf(visit)).toEqual([['Start again', authorizePath()]])
  })

  test('a browser that keeps no cookies is told so at once, not that the page is old', async () => {
    const page = await browser.open(authorizePath())
    browser.cookies.clear()
    const blocked = await browser.open(page.url)
    expectErrorPage(blocked, 'Cookies are blocked')
    expect(blocked.html).toContain('Start again')
  })

  test('the address of the page leads no other browser into the request (AZ-23)', async () => {
    const page = await browser.open(authorizePath())
    world.clock.advance(10)
    for (const path of ['/sign-in', '/consent', '/confirm', '/choose-account', '/sign-up']) {
      const { search } = new URL(page.url)
      const stranger = world.browser()
      const visit = await stranger.open(`${path}${search}`)
      expectErrorPage(visit, 'This page belongs to another browser', 403)
      expect(sessionCookieOf(stranger)).toBeUndefined()
    }
  })

  test('an altered request is none', async () => {
    const { search } = new URL((await browser.open(authorizePath())).url)
    // Not among the last: of those, some bits are not part of the value (RFC 4648 §3.5).
    const altered = search.at(-9) === 'A' ? 'B' : 'A'
    for (const bad of [
      `${search.slice(0, -9)}${altered}${search.slice(-8)}`,
      `${search}A`,
      '?request=',
      '?request=x',
      search.slice(0, 60),
    ])
      expect((await browser.open(`/consent${bad}`)).status).toBe(403)
  })
})

describe('a page', () => {
  test('that was open for half an hour says when it expired and starts again where it began', async () => {
    const page = await browser.open(authorizePath())
    world.clock.advance(1799)
    expect((await browser.open(page.url)).status).toBe(200)
    world.clock.advance(1 + 120)
    const expired = await signInAs(browser, page)
    expectErrorPage(expired, 'This page has expired', 403)
    expect(expired.html).toContain('It expired 2 minutes ago')
    expect(onwardOf(expired)).toEqual([['Start again', authorizePath()]])
    expect(sessionCookieOf(browser)).toBeUndefined()
  })

  test('keeps what was typed, but for the password', async () => {
    const page = await signInAs(
      browser,
      await browser.open(authorizePath()),
      'alise@example.test',
      'wonderland',
    )
    expect(page.html).toContain('value="alise@example.test"')
    expect(page.html).not.toContain('wonderland')
  })

  test('asks for what is missing without counting a try', async () => {
    let page = await browser.open(authorizePath())
    for (let attempt = 0; attempt < 12; attempt++)
      page = await signInAs(browser, page, 'alice@example.test', '')
    expect([page.status, page.html.includes('Enter your password')]).toEqual([422, true])
    expect(pathOf(await signInAs(browser, page))).toBe('/consent')
  })
})

test('fifty people who sign in at once are not mistaken for each other (CVE-2026-33544)', async () => {
  const people = [
    ['alice@example.test', 'wonderland', 'alice-id'],
    ['bob@example.test', 'builder', 'bob-id'],
    ['carol@example.test', 'christmas', 'carol-id'],
  ] as const
  const crowd = Array.from({ length: 48 }, (_, index) => people[index % 3] ?? people[0])
  const found = await Promise.all(
    crowd.map(async ([username, password], index) => {
      const at = world.browser(`192.0.2.${index}`)
      const response = await authorizeFully(at, { state: `s${index}` }, username, password)
      expect(response.get('state')).toBe(`s${index}`)
      const { id_token } = await (await redeem(world.server, response.get('code') ?? '')).json()
      return JSON.parse(Buffer.from(id_token.split('.')[1], 'base64url').toString()).sub
    }),
  )
  expect(found).toEqual(crowd.map(([, , id]) => id))
})

test('without an app, signing in leads home, and home shows who it is and the way out (ASVS 7.4.4)', async () => {
  const page = await browser.open('/account')
  expect(pathOf(page)).toBe('/sign-in')
  const home = await signInAs(browser, page)
  expect([pathOf(home), home.html.includes('alice@example.test')]).toEqual(['/account', true])
  expect((await browser.submit(home, 'sign-out')).html).toContain('You are signed out')
  expect(pathOf(await browser.open('/account'))).toBe('/sign-in')
})

test('an accounts object of the embedder signs in with its own users, and nothing else is asked of it', async () => {
  const own = await openWorld({
    users: [],
    accounts: {
      signIn: async ({ username, password }) =>
        username === 'zoe' && password === 'open sesame'
          ? { outcome: 'authenticated', account: zoe, amr: ['pwd'] }
          : { outcome: 'wrong_credentials' },
      find: async (id) => (id === zoe.id ? zoe : undefined),
    },
  })
  const visitor = own.browser()
  const page = await visitor.open(authorizePath())
  expect((await signInAs(visitor, page, 'zoe', 'wrong')).status).toBe(422)
  const consent = await signInAs(visitor, page, 'zoe', 'open sesame')
  expect(consent.html).toContain('zoe')
  const code = expectCode(await visitor.submit(consent, 'consent-allow'))
  expect((await (await redeem(own.server, code)).json()).id_token).toBeTruthy()
  expect((await visitor.open('/sign-up')).status).toBe(403)
  await own.server.close()
})

const zoe = {
  id: '42',
  username: 'zoe',
  claims: { name: 'Zoe' },
  disabled: false,
  createdAt: 0,
  updatedAt: 0,
}
