import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readForm } from '../../src/testing/scripted-browser.ts'
import { obtainTokens } from '../fixtures/client-calls.ts'
import {
  appSecret,
  authorizeFully,
  authorizePath,
  basic,
  post,
  redeem,
  signInAs,
  type World,
} from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'

let world: World

const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</form><form action="https://evil.test">',
  '{{7*7}}<%= 7*7 %>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
]

/** No tag and no attribute of the attacker's: what they sent stands in the page as text. */
function expectInert(html: string): void {
  // What stands between double quotes is a value: in there, only another double quote would do harm.
  expect(html.replace(/="[^"]*"/g, '')).not.toMatch(
    /<script>|<img\b[^>]*onerror|<[a-z][^>]*\sonmouseover=|<form>\s*<form/i,
  )
  expect(html).not.toMatch(/action="https:\/\/evil/i)
}

describe('what a request carries is text on our pages (C-62)', () => {
  test.each(payloads)('%s', async (payload) => {
    world = await openOwnWorld()
    const browser = world.browser()
    for (const path of [
      authorizePath({ client_id: payload }),
      authorizePath({ redirect_uri: payload }),
      authorizePath({ redirect_uri: `https://app.example.test/${payload}` }),
      authorizePath({ login_hint: payload, ui_locales: payload, state: payload }),
      `${authorizePath({ redirect_uri: undefined })}&${encodeURIComponent(payload)}=1&${encodeURIComponent(payload)}=2`,
      `/authorize?error=${encodeURIComponent(payload)}&error_description=${encodeURIComponent(payload)}`,
      `/sign-in?username=${encodeURIComponent(payload)}&notice=${encodeURIComponent(payload)}`,
      `/sign-in?request=${encodeURIComponent(payload)}`,
      `/logout?post_logout_redirect_uri=${encodeURIComponent(payload)}&client_id=app&state=${encodeURIComponent(payload)}`,
      `/${encodeURIComponent(payload)}`,
    ]) {
      expectInert((await browser.open(path)).html)
    }
    const wrong = await signInAs(browser, await browser.open('/sign-in'), payload, payload)
    expectInert(wrong.html)
  })

  test('a posted response is a form with exactly our fields (C-64)', async () => {
    world = await openOwnWorld()
    const state = '"/></form><form action="https://evil.test"><input name="x" value="'
    const browser = world.browser()
    const consent = await signInAs(
      browser,
      await browser.open(authorizePath({ state, response_mode: 'form_post' })),
    )
    const { html } = await browser.submit(consent, 'consent-allow')
    expect(html.match(/<form\b/g)).toHaveLength(1)
    expect([...html.matchAll(/<input\b[^>]*\sname="([^"]*)"/g)].map(([, name]) => name).sort()).toEqual([
      'code',
      'iss',
      'state',
    ])
    expectInert(html)
  })

  test('no header can be split, and no cookie set, by what is sent (C-04)', async () => {
    world = await openOwnWorld()
    for (const path of [
      '/authorize?%0d%0aSet-Cookie:%20a=b',
      '/logout?state=%0d%0aSet-Cookie:%20a=b',
      '/sign-in?username=%0d%0aSet-Cookie:%20a=b',
    ]) {
      const visit = await world.browser().open(path)
      expect(visit.headers.getSetCookie().join()).not.toContain('a=b')
    }
    const posted = await post(world.server, '/authorize', { 'x\r\nSet-Cookie: a=b': '\r\nSet-Cookie: a=b#' })
    expect(posted.headers.getSetCookie()).toEqual([])
    expect(posted.headers.get('location')).toMatch(/^\/authorize\?[\x21-\x7e]+$/)
  })
})

describe('what an app or a person is called is text too (C-61, C-94)', () => {
  test.each(payloads)('%s', async (payload) => {
    world = await openOwnWorld({ accounts: { signUp: 'open', minimumPasswordLength: 15 } })
    await world.server.clients.create({
      clientId: 'named',
      name: payload,
      redirectUris: ['https://named.example.test/cb'],
      tokenEndpointAuthMethod: 'none',
      scopes: ['openid', 'profile'],
      clientUri: 'https://named.example.test/"><script>alert(1)</script>',
    })
    await world.server.accounts.update('alice-id', { claims: { name: payload } })
    const browser = world.browser()
    const signIn = await browser.open(
      authorizePath({ client_id: 'named', redirect_uri: 'https://named.example.test/cb' }),
    )
    const consent = await signInAs(browser, signIn)
    expect(readForm(consent, 'consent-allow').action).toBe('/consent')
    expectInert(signIn.html)
    expectInert(consent.html)
    expectInert((await browser.open('/account')).html)
    expectInert((await browser.open('/logout?client_id=named')).html)
  })

  test.each(['clientUri', 'policyUri', 'tosUri', 'jwksUri'])(
    '%s cannot be a script (C-10)',
    async (member) => {
      world = await openOwnWorld()
      for (const uri of [
        'javascript:alert(1)',
        ' javascript:alert(1)',
        'data:text/html,x',
        'http://evil.test/',
      ]) {
        const registration = { name: 'x', redirectUris: ['https://x.example.test/cb'], [member]: uri }
        await expect(world.server.clients.create(registration)).rejects.toMatchObject({ code: 'INVALID' })
      }
    },
  )

  test.each([
    'javascript:alert(1)//https://c',
    'JaVaScRiPt:alert(1)',
    ' https://c.test/cb',
    '\thttps://c.test/cb',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'https://*.c.test/cb',
    'https://c.test/*',
    'https://c.test/cb#x',
    'https://user@c.test/cb',
    'https://c.test\\@evil.test/cb',
    'https://c.test/cb?code=x',
    'http://c.test/cb',
    'https://c。test/cb',
    '//c.test/cb',
    'com.example.app:/cb',
  ])('the redirect URI %j cannot be registered for a web app (C-07, C-08, C-10)', async (uri) => {
    world = await openOwnWorld()
    const registration = { name: 'x', applicationType: 'web' as const, redirectUris: [uri] }
    await expect(world.server.clients.create(registration)).rejects.toMatchObject({ code: 'INVALID' })
  })
})

describe('storage (C-101)', () => {
  test('takes what looks like SQL, and names from a prototype, for names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-'))
    world = await openOwnWorld({ storage: `sqlite:${join(folder, 'test.db')}` })
    const browser = world.browser()
    for (const name of [
      "' OR '1'='1",
      "alice@example.test'--",
      '%',
      '_',
      '__proto__',
      'constructor',
      'a\0b',
      '"; DROP TABLE accounts; --',
    ]) {
      expect((await signInAs(browser, await browser.open('/sign-in'), name, 'wonderland')).status).toBe(422)
      const token = await post(
        world.server,
        '/token',
        { grant_type: 'client_credentials' },
        basic(name, appSecret),
      )
      expect(token.status).toBe(401)
      expect((await browser.open(authorizePath({ client_id: name }))).status).toBe(400)
    }
    expect(await world.server.clients.list({ after: "' OR 1=1 --" })).toEqual([])
    expect((await authorizeFully(browser)).has('code')).toBe(true)
    await world.server.close()
    await rm(folder, { recursive: true })
  })
})

describe('JSON and forms of another shape (C-100)', () => {
  test.each([
    '{"__proto__":{"userinfo":{"email":null}}}',
    '{"userinfo":{"__proto__":{"essential":true}}}',
    '{"userinfo":{"constructor":{"prototype":{"x":1}}},"userinfo":{}}',
    '{"id_token":[]}',
    '{"id_token":{"acr":"x"}}',
    '[]',
    '"x"',
    'null',
    `{"userinfo":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`,
  ])('the claims parameter %s is refused', async (claims) => {
    world = await openOwnWorld()
    const visit = await world.browser().open(authorizePath({ claims }))
    expect(visit.url).toContain('error=invalid_request')
    expect(({} as Record<string, unknown>).userinfo).toBeUndefined()
  })

  test('claims named after what every object has are ignored', async () => {
    world = await openOwnWorld()
    const claims =
      '{"userinfo":{"constructor":null,"toString":{"essential":true},"hasOwnProperty":null},"id_token":{"valueOf":null}}'
    const tokens = await obtainTokens(world, 'app', { claims, scope: 'openid' })
    expect(tokens.id_token).toBeTruthy()
  })

  test.each(['code[]', 'code[0]', 'code[a]', 'CODE'])('%s is not code', async (name) => {
    world = await openOwnWorld()
    const code = (await authorizeFully(world.browser())).get('code') ?? ''
    const form = { grant_type: 'authorization_code', [name]: code }
    expect((await post(world.server, '/token', form, basic('app', appSecret))).status).toBe(400)
    expect((await redeem(world.server, code)).status, 'the code is not spent').toBe(200)
  })

  test('a JSON body is not a form', async () => {
    world = await openOwnWorld()
    const body = JSON.stringify({ grant_type: 'client_credentials', scope: ['books:read'] })
    const headers = { ...basic('cron', appSecret), 'content-type': 'application/json' }
    const request = new Request(`${world.server.issuer}/token`, { method: 'POST', body, headers })
    expect((await world.server.fetch(request)).status).toBe(400)
  })
})
