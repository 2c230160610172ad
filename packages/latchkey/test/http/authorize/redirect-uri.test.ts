import { describe, expect, test } from 'vitest'
import { ManagementError } from '../../../src/index.ts'
import {
  authorizeFully,
  authorizePath,
  openWorld,
  redeem,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'
import { expectClientError, expectCode, expectErrorPage } from '../front-channel.ts'

const world = useWorld()

const open = (changes: Record<string, string | undefined>) => world.browser().open(authorizePath(changes))

describe('a redirect URI that is not the registered one is never redirected to (OAuth 2.1 §4.1.2.1, RFC 9700 §4.1.3)', () => {
  test.each([
    'https://app.example.test/cb/',
    'https://app.example.test:443/cb',
    'https://app.example.test:8443/cb',
    'https://APP.example.test/cb',
    'HTTPS://app.example.test/cb',
    'https://app.example.test/CB',
    'https://app.example.test/cb?x=1',
    'https://app.example.test/cb?code=evil&state=x',
    'https://app.example.test/%63b',
    'https://app.example.test/./cb',
    'https://app.example.test/cb#fragment',
    'https://app.example.test/cb2',
    'https://app.example.test/cb2?tenant=2',
    'https://app.example.test.evil.test/cb',
    'https://evilapp.example.test/cb',
    'https://app.example.test@evil.test/cb',
    'https://evil.test\\@app.example.test/cb',
    'https:\\\\evil.test',
    'https://app.example.test／evil/cb',
    'https://app。example.test/cb',
    'https://app.example.test/cb\r\nSet-Cookie: a=b',
    'https://app.example.test/cb\0',
    ' https://app.example.test/cb',
    '/cb',
    '//evil.test/cb',
    'javascript:alert(1)//https://app.example.test/cb',
    'JaVaScRiPt:alert(1)',
    '\tjavascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'https://app.example.test/cb'.padEnd(5000, 'x'),
  ])('%j', async (redirect_uri) => {
    for (const response_mode of [undefined, 'form_post']) {
      const visit = await open({ redirect_uri, response_mode })
      expectErrorPage(visit)
      expect(visit.html).not.toContain('<script>alert')
      expect(visit.headers.getSetCookie().join()).not.toContain('a=b')
    }
  })
})

test.each([
  'http://127.0.0.1:51004/cb2',
  'http://127.0.0.1:51004/cb?x',
  'https://127.0.0.1:51004/cb',
  'http://localhost:51004/cb',
  'http://127.1:51004/cb',
  'http://0x7f.1:51004/cb',
  'http://0.0.0.0:51004/cb',
  'http://127.0.0.1.evil.test:1/cb',
  'http://127.0.0.1:49152@evil.test/cb',
  'http://127.0.0.1:@evil.test/cb',
  'http://127.0.0.1:065536/cb',
  'com.example.phone:/other',
  'com.example.phone://cb',
])('a native app does not return to %j (RFC 8252 §7.3)', async (redirect_uri) => {
  expectErrorPage(await open({ client_id: 'phone', redirect_uri, scope: 'openid' }))
})

test.each(['http://127.0.0.1:51004/cb', 'http://127.0.0.1/cb', 'http://[::1]:61023/cb'])(
  'a native app returns to %s, whose port it chose when it started (RFC 8252 §7.3)',
  async (redirect_uri) => {
    const browser = world.browser()
    const consent = await signInAs(
      browser,
      await browser.open(authorizePath({ client_id: 'phone', redirect_uri, scope: 'openid' })),
    )
    const back = await browser.submit(consent, 'consent-allow')
    const code = expectCode(back, redirect_uri)
    const answer = await redeem(world.server, code, { client_id: 'phone', redirect_uri }, {})
    expect(answer.status).toBe(200)
  },
)

test('an app with a scheme of its own is opened from a page that stays (RFC 8252 §7.1)', async () => {
  const browser = world.browser()
  const redirect_uri = 'com.example.phone:/cb'
  const consent = await signInAs(
    browser,
    await browser.open(authorizePath({ client_id: 'phone', redirect_uri, scope: 'openid' })),
  )
  const page = await browser.submit(consent, 'consent-allow')
  expect(page.status).toBe(200)
  expect(page.html).toMatch(
    /id="hand-off" href="com\.example\.phone:\/cb\?code=[^"]+&amp;state=the-state&amp;iss=/,
  )
})

test('the registered query stays, and the response comes after it (OAuth 2.1 §2.3)', async () => {
  const redirect_uri = 'https://app.example.test/cb2?tenant=1'
  expectClientError(await open({ redirect_uri, scope: 'unheard-of' }), 'invalid_scope', {
    redirectUri: 'https://app.example.test/cb2',
  })
  const browser = world.browser()
  const consent = await signInAs(browser, await browser.open(authorizePath({ redirect_uri })))
  const back = await browser.submit(consent, 'consent-allow')
  expect(back.url).toMatch(
    /^https:\/\/app\.example\.test\/cb2\?tenant=1&code=[^&]+&state=the-state&iss=[^&]+$/,
  )
})

test('with several registered, the parameter is required; an empty one is none (OAuth 2.1 §2.3.2, §3.1)', async () => {
  expectErrorPage(await open({ redirect_uri: undefined }))
  expectErrorPage(await open({ redirect_uri: '' }))
})

test('with one registered, it may be left out in OAuth, and not in OpenID Connect (OAuth 2.1 §2.3.2; Core §3.1.2.1)', async () => {
  expectErrorPage(await open({ client_id: 'spa', redirect_uri: undefined, scope: 'openid' }))
  const response = await authorizeFully(world.browser(), {
    client_id: 'spa',
    redirect_uri: undefined,
    scope: 'books:read',
  })
  expect(response.get('code')).toBeTruthy()
})

test('the error page tells a production visitor no registered address; in development it helps', async () => {
  const production = await open({ redirect_uri: 'https://evil.test/"><b>' })
  expect(production.html).not.toContain('https://app.example.test/cb')
  expect(production.html).not.toContain('<b>')
  const development = await openWorld({ development: true })
  const helpful = await development.browser().open(authorizePath({ redirect_uri: 'https://evil.test' }))
  expect(helpful.html).toContain('https://app.example.test/cb')
  await development.server.close()
})

describe('a redirect URI is re-read at every step', () => {
  test('an altered field of the consent form changes nothing (CVE-2021-27582)', async () => {
    const browser = world.browser()
    const consent = await signInAs(
      browser,
      await browser.open(authorizePath()),
      'bob@example.test',
      'builder',
    )
    const back = await browser.submit(consent, 'consent-allow', {
      redirect_uri: 'https://evil.test/cb',
      client_id: 'other',
    })
    expectCode(back)
  })

  test('an address that is unregistered meanwhile gets nothing', async () => {
    const { client } = await world.server.clients.create({
      name: 'Fading',
      redirectUris: ['https://fading.example.test/cb', 'https://fading.example.test/old'],
      scopes: ['openid'],
    })
    const browser = world.browser()
    const redirect_uri = 'https://fading.example.test/old'
    const path = authorizePath({ client_id: client.clientId, redirect_uri, scope: 'openid' })
    const consent = await signInAs(browser, await browser.open(path))
    await world.server.clients.update(client.clientId, { redirectUris: ['https://fading.example.test/cb'] })
    expectErrorPage(await browser.submit(consent, 'consent-allow'))
  })
})

describe('registration', () => {
  const register = (redirectUris: string[], rest = {}) =>
    world.server.clients.create({
      name: 'New',
      applicationType: 'web',
      redirectUris,
      scopes: ['openid'],
      ...rest,
    })

  test.each([
    'http://c.example/cb',
    '/cb',
    'https://c.example/cb#x',
    'https://*.example/cb',
    'https://c.example/*',
    'myapp:/cb',
    'com.example.app:/cb',
    'http://localhost/cb',
    'javascript:alert(1)//https://c',
    'vbscript:x',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@b.test',
  ])('a web app may not return to %s (RFC 9700 §2.6; OpenID Connect Registration §2)', async (uri) => {
    await expect(register([uri])).rejects.toBeInstanceOf(ManagementError)
    await expect(
      register(['https://c.example/cb'], { postLogoutRedirectUris: [uri] }),
    ).rejects.toBeInstanceOf(ManagementError)
  })

  test('a client of the code grant needs an address (OAuth 2.1 §2.3.1)', async () => {
    await expect(register([])).rejects.toBeInstanceOf(ManagementError)
  })

  test('a made-up client id is not a URL, and no two are the same', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, async () => (await register(['https://c.example/cb'])).client.clientId),
    )
    expect(new Set(ids).size).toBe(50)
    expect(ids.filter((id) => !/^[\w.-]+$/.test(id))).toEqual([])
  })
})
