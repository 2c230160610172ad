import { describe, expect, test } from 'vitest'
import { toText, type Visit } from '../../../src/testing/scripted-browser.ts'
import {
  appSecret,
  authorizeFully,
  authorizePath,
  basic,
  booksApi,
  post,
  redeem,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { useBrowser, useWorldPerTest } from '../../fixtures/use-world.ts'
import { copyCookies, expectClientError, expectCode, expectErrorPage, pathOf } from '../front-channel.ts'

const world = useWorldPerTest()
const browser = useBrowser(world)

const open = (changes: Record<string, string | undefined>) => browser.open(authorizePath(changes))
const openConsent = async (changes: Record<string, string | undefined>) =>
  signInAs(browser, await open(changes))

async function scopesOf(visit: Visit): Promise<string[]> {
  const tokens = await (await redeem(world.server, expectCode(visit))).json()
  return tokens.scope.split(' ')
}

describe('the page says (OAuth 2.1 §7.9; ASVS 10.7.2)', () => {
  test('who asks, for what, of whom, where the person goes next, and how long it lasts', async () => {
    const page = await openConsent({ scope: 'openid email books:write offline_access' })
    expect(page.html).toContain('<h1>Allow access?</h1>')
    const text = toText(page.html)
    for (const fact of [
      'Acme App',
      'alice@example.test',
      'app.example.test',
      'See your email address',
      'Books',
      'Change your books',
      'Can change',
      'Until you remove the access',
    ])
      expect(text).toContain(fact)
    expect(text).not.toContain('While you are signed in')
  })

  test('that nobody checked an app that was registered unverified', async () => {
    const { client } = await world.server.clients.create({
      name: 'Google',
      redirectUris: ['https://phish.example.test/cb'],
      tokenEndpointAuthMethod: 'none',
      scopes: ['openid'],
    })
    const page = await openConsent({
      client_id: client.clientId,
      redirect_uri: 'https://phish.example.test/cb',
      scope: 'openid',
    })
    expect(toText(page.html)).toContain('Not verified')
    expect(toText(page.html)).toContain('phish.example.test')
  })

  test('names and links of an app as text: nothing in them runs (CVE-2024-29891, CVE-2026-5468)', async () => {
    const { client } = await world.server.clients.create({
      name: '<img src=x onerror=alert(1)>"\'><script>alert(1)</script>',
      redirectUris: ['https://x.example.test/cb?q=%3Cscript%3E'],
      tokenEndpointAuthMethod: 'none',
      scopes: ['openid'],
      clientUri: 'https://x.example.test/%22onmouseover=%22alert(1)',
    })
    const redirect_uri = client.redirectUris[0]
    const signIn = await open({ client_id: client.clientId, redirect_uri, scope: 'openid' })
    const consent = await signInAs(browser, signIn)
    for (const { html } of [signIn, consent]) {
      expect(html).not.toMatch(/<img|<script>|"onmouseover/)
      expect(html).toContain('&lt;img src=x onerror=')
    }
    for (const link of consent.html.match(/<a [^>]*https:[^>]*>/g) ?? [])
      expect(link).toMatch(/rel="[^"]*noopener/)
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', 'http://x.example.test/'])(
    'no link to %s, which cannot be registered',
    async (uri) => {
      const client = { name: 'X', redirectUris: ['https://x.example.test/cb'], scopes: ['openid'] }
      for (const member of ['clientUri', 'policyUri', 'tosUri'])
        await expect(world.server.clients.create({ ...client, [member]: uri })).rejects.toThrow()
    },
  )
})

describe('a yes', () => {
  test('is remembered for what it covers, and more is asked about (ASVS 10.7.1)', async () => {
    await browser.submit(await openConsent({ scope: 'openid books:read' }), 'consent-allow')
    expect(await scopesOf(await open({ scope: 'openid books:read' }))).toEqual(['openid', 'books:read'])
    expect(await scopesOf(await open({ scope: 'openid' }))).toEqual(['openid'])
    const more = await open({ scope: 'openid books:read books:write' })
    expect(pathOf(more)).toBe('/consent')
    await browser.submit(more, 'consent-allow')
    expectCode(await open({ scope: 'openid books:read books:write' }))
  })

  test('may be to less, and then less is granted', async () => {
    const page = await openConsent({ scope: 'openid books:read books:write' })
    expect(await scopesOf(await browser.submit(page, 'consent-allow', { scope: ['books:read'] }))).toEqual([
      'openid',
      'books:read',
    ])
    expect(pathOf(await open({ scope: 'openid books:read books:write' }))).toBe('/consent')
  })

  test('is never to more than was asked, whatever the form says', async () => {
    const page = await openConsent({ scope: 'openid books:read' })
    const scope = ['books:read', 'books:write', 'email', 'offline_access']
    expect(await scopesOf(await browser.submit(page, 'consent-allow', { scope }))).toEqual([
      'openid',
      'books:read',
    ])
    expect(pathOf(await open({ scope: 'openid email' }))).toBe('/consent')
  })

  test('to nothing at all is a no', async () => {
    const page = await openConsent({ scope: 'books:read' })
    expectClientError(await browser.submit(page, 'consent-allow', { scope: [] }), 'access_denied')
  })

  test('of one person is not the yes of another', async () => {
    await authorizeFully(browser)
    const bobs = world.browser()
    const page = await signInAs(bobs, await bobs.open(authorizePath()), 'bob@example.test', 'builder')
    expect(pathOf(page)).toBe('/consent')
  })

  test('to one app is not a yes to another', async () => {
    await authorizeFully(browser, { scope: 'openid' })
    const page = await open({
      client_id: 'other',
      redirect_uri: 'https://other.example.test/cb',
      scope: 'openid',
    })
    expect(pathOf(page)).toBe('/consent')
  })

  test('to a native app is asked for each time: any program could be it (RFC 8252 §8.6; CVE-2023-34246)', async () => {
    for (const redirect_uri of ['http://127.0.0.1:4711/cb', 'com.example.phone:/cb']) {
      const changes = { client_id: 'phone', redirect_uri, scope: 'openid' }
      const first = await open(changes)
      const page = pathOf(first) === '/sign-in' ? await signInAs(browser, first) : first
      await browser.submit(page, 'consent-allow')
      expect(pathOf(await open(changes))).toBe('/consent')
    }
    const silent = await open({
      client_id: 'phone',
      redirect_uri: 'http://127.0.0.1:4711/cb',
      scope: 'openid',
      prompt: 'none',
    })
    expectClientError(silent, 'consent_required', { redirectUri: 'http://127.0.0.1:4711/cb' })
  })

  test("is not needed for the operator's own app", async () => {
    const redirect_uri = 'https://mine.example.test/cb'
    const visit = await openConsent({ client_id: 'mine', redirect_uri, scope: 'openid' })
    expectCode(visit, redirect_uri)
  })

  test('is gone when the operator revokes it', async () => {
    await authorizeFully(browser)
    await world.server.grants.revokeAll({ accountId: 'alice-id', clientId: 'app' })
    expect(pathOf(await open({}))).toBe('/consent')
  })
})

describe('a no', () => {
  test('goes to the app as access_denied, and is not remembered (RFC 6749 §4.1.2.1)', async () => {
    expectClientError(await browser.submit(await openConsent({}), 'consent-deny'), 'access_denied')
    expect(pathOf(await open({}))).toBe('/consent')
  })

  test('goes by form_post too', async () => {
    const page = await browser.submit(await openConsent({ response_mode: 'form_post' }), 'consent-deny')
    expect(page.status).toBe(200)
    expect(page.html).toContain('name="error" value="access_denied"')
    expect(page.html).toContain('name="iss" value="https://id.example.test"')
  })

  test('cannot be turned into a yes from the back button', async () => {
    const page = await openConsent({})
    await browser.submit(page, 'consent-deny')
    expectErrorPage(await browser.submit(page, 'consent-allow'), 'You did not allow Acme App')
  })
})

describe('nobody else can say yes (C-76; ASVS 3.5.1)', () => {
  test.each([
    ['without a token', { form_token: '' }, {}, 'We do not know this form'],
    ['from another origin', {}, { origin: 'https://evil.test' }, 'This form did not come from us'],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site' }, 'This form did not come from us'],
  ])('%s', async (_, fields, headers, heading) => {
    const visit = await browser.submit(await openConsent({}), 'consent-allow', fields, headers)
    expectErrorPage(visit, heading, 403)
    expect(pathOf(await open({}))).toBe('/consent')
  })

  test('with the page of another browser', async () => {
    const page = await openConsent({})
    const stranger = world.browser()
    await authorizeFully(stranger, {}, 'bob@example.test', 'builder')
    expectErrorPage(await stranger.submit(page, 'consent-allow'), 'This page belongs to another browser', 403)
  })

  test('with the request of the page’s address, which names nobody', async () => {
    const page = await openConsent({})
    const request = new URL(page.url).searchParams.get('request') ?? ''
    const visit = await browser.submit(page, 'consent-allow', { request })
    expectErrorPage(visit, 'We do not know this form', 403)
  })

  test('with a GET', async () => {
    const page = await openConsent({})
    const { search } = new URL(page.url)
    expect(pathOf(await browser.open(`/consent${search}&action=allow`))).toBe('/consent')
    const answer = await world.server.fetch(new Request(`${world.server.issuer}/consent`, { method: 'PUT' }))
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST'])
  })

  test('before signing in', async () => {
    const signIn = await open({})
    const { search } = new URL(signIn.url)
    expect(pathOf(await browser.open(`/consent${search}`))).toBe('/sign-in')
    const page = await openConsent({ prompt: 'consent' })
    const signedOut = world.browser()
    copyCookies(browser, signedOut)
    signedOut.cookies.delete('__Host-latchkey-session')
    expectErrorPage(await signedOut.submit(page, 'consent-allow'), 'You are not signed in any more', 403)
  })

  test('in the name of whoever signed in after the page was shown', async () => {
    const page = await openConsent({})
    await signInAs(browser, await open({ prompt: 'login' }), 'bob@example.test', 'builder')
    expectErrorPage(await browser.submit(page, 'consent-allow'), 'Another account is signed in now', 403)
  })
})

test('a client that is disabled while the page is open gets nothing', async () => {
  const { client } = await world.server.clients.create({
    name: 'Fading',
    redirectUris: ['https://fading.example.test/cb'],
    scopes: ['openid'],
  })
  const page = await openConsent({
    client_id: client.clientId,
    redirect_uri: 'https://fading.example.test/cb',
    scope: 'openid',
  })
  await world.server.clients.update(client.clientId, { disabled: true })
  expectErrorPage(await browser.submit(page, 'consent-allow'))
})

test('a resource without its scopes is not granted, a resource named alone is (RFC 8707 §2)', async () => {
  const page = await openConsent({ scope: 'openid books:read', resource: booksApi })
  const code = expectCode(await browser.submit(page, 'consent-allow', { scope: [] }))
  const tokens = await (await redeem(world.server, code)).json()
  expect(tokens.scope).toBe('openid')
})

describe('access lasts', () => {
  async function refreshAfterSignOut(scope: string): Promise<number> {
    const response = await authorizeFully(browser, { scope })
    const { refresh_token } = await (await redeem(world.server, response.get('code') ?? '')).json()
    await browser.submit(await browser.open('/logout'), 'sign-out-confirm')
    const form = { grant_type: 'refresh_token', refresh_token }
    return (await post(world.server, '/token', form, basic('app', appSecret))).status
  }

  test('beyond the session with offline_access (OpenID Connect Core §11)', async () => {
    expect(await refreshAfterSignOut('openid offline_access')).toBe(200)
  })

  test('as long as the session without it', async () => {
    expect(await refreshAfterSignOut('openid')).toBe(400)
  })
})
