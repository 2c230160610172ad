import { beforeAll, describe, expect, test } from 'vitest'
import type { Visit } from '../../../src/testing/scripted-browser.ts'
import { authorizeFully, authorizePath, openWorld, signInAs } from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'
import { expectErrorPage, pathOf } from '../front-channel.ts'

const world = useWorld({ accounts: { signUp: 'open' } })

/**
 * Pages as a person meets them. Every page by itself is in test/pages/gallery, every route in
 * page-routes.test.ts.
 */
const names = [
  'sign in',
  'wrong password',
  'sign up',
  'consent',
  'choose account',
  'sign out?',
  'account',
  'form post',
  'signed out',
  'error',
  'expired',
  'not found',
  'wrong method',
] as const
type Name = (typeof names)[number]
let pages: Readonly<Record<Name, Visit>>

beforeAll(async () => {
  pages = await visitPages()
})

async function visitPages(): Promise<Readonly<Record<Name, Visit>>> {
  const browser = world.browser()
  const signIn = await browser.open(authorizePath())
  const wrong = await signInAs(browser, signIn, 'nobody', 'wrong')
  const consent = await signInAs(browser, signIn)
  world.clock.advance(60)
  const formPost = { response_mode: 'form_post', prompt: 'none', scope: 'openid books:write' }
  return {
    'sign in': signIn,
    'wrong password': wrong,
    'sign up': await browser.open('/sign-up'),
    consent,
    'choose account': await browser.open(authorizePath({ prompt: 'select_account' })),
    'sign out?': await browser.open('/logout'),
    account: await browser.open('/account'),
    'form post': await browser.open(authorizePath(formPost)),
    'signed out': await world.browser().open('/logout'),
    error: await browser.open(authorizePath({ client_id: 'nobody' })),
    expired: await world.browser().open(consent.url),
    'not found': await browser.open('/nowhere'),
    'wrong method': await browser.open('/sign-out'),
  }
}

const pageOf = (name: Name): Visit => pages[name]

describe.each(names)('the page "%s"', (name) => {
  test('is HTML with one main heading and a title', () => {
    const { headers, html } = pageOf(name)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html.match(/<h1>/g)).toHaveLength(1)
    expect(html).toMatch(/<title>[^<]+<\/title>/)
    expect(html).toMatch(/^<!DOCTYPE html><html lang="en" dir="ltr">/)
  })

  test('is kept by nobody, framed by nobody, sniffed by nobody (OAuth 2.1 §7.11; ASVS 3.4)', () => {
    const { headers } = pageOf(name)
    const csp = headers.get('content-security-policy') ?? ''
    for (const directive of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "object-src 'none'",
    ])
      expect(csp).toContain(directive)
    expect(csp).not.toMatch(/unsafe|\*|https?:/)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin-allow-popups',
      'strict-transport-security': 'max-age=31536000',
    })
  })

  test('sends the address, with the request in it, to no other origin (RFC 9700 §4.2.4)', () => {
    expect(['no-referrer', 'same-origin']).toContain(pageOf(name).headers.get('referrer-policy'))
  })

  test('is not readable by scripts of other origins (OAuth 2.1 §3.1)', () => {
    const names = [...pageOf(name).headers.keys()].filter((header) => header.startsWith('access-control'))
    // No page of an endpoint, and about nobody: scripts may see that a path is unknown.
    if (name === 'not found') expect(names).not.toContain('access-control-allow-credentials')
    else expect(names).toEqual([])
  })

  test('loads nothing from anywhere else, and runs nothing inline (RFC 9700 §4.2; ASVS 3.6.1)', () => {
    const { html } = pageOf(name)
    const loaded = [
      ...html.matchAll(/<(?:link|script|img|iframe|source|object|embed)\b[^>]*(?:href|src|data)="([^"]+)"/g),
    ]
    expect(loaded.length).toBeGreaterThan(0)
    for (const [, address] of loaded) expect(address).toMatch(/^\/assets\/[\w.-]+$/)
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/)
  })
})

test('what pages load is there, named by its content, and kept', async () => {
  for (const [, address = ''] of pageOf('sign in').html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
    const asset = await world.browser().open(address)
    expect(asset.status).toBe(200)
    expect(asset.headers.get('content-type')).toMatch(/^text\/(css|javascript)/)
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('x-content-type-options')).toBe('nosniff')
  }
  for (const path of [
    '/assets/nothing.css',
    '/assets/',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/x',
  ])
    expect((await world.browser().open(path)).status).toBe(404)
})

test('password managers and pasting work (ASVS 6.2.6, 6.2.7)', () => {
  const { html } = pageOf('sign in')
  expect(html).toMatch(/id="username"[^>]*autocomplete="username"/)
  expect(html).toMatch(/id="password"[^>]*type="password"[^>]*autocomplete="current-password"/)
  expect(html).not.toMatch(/onpaste|autocomplete="off"/)
  expect(pageOf('sign up').html).toMatch(/id="password"[^>]*autocomplete="new-password"/)
})

describe('cookies (ASVS 3.3)', () => {
  async function cookiesOf(issuer: string): Promise<string[]> {
    const other = await openWorld({ issuer })
    const visitor = other.browser()
    const path = new URL(issuer).pathname.replace(/\/$/, '')
    const first = await visitor.peek(path + authorizePath())
    const page = await visitor.open(
      path +
        authorizePath({ client_id: 'mine', redirect_uri: 'https://mine.example.test/cb', scope: 'openid' }),
    )
    const signedIn = await signInAs(visitor, page)
    await other.server.close()
    return [...first.headers.getSetCookie(), ...signedIn.headers.getSetCookie()]
  }

  test('of an https issuer are for it alone, and out of the reach of scripts', async () => {
    const cookies = await cookiesOf('https://id.example.test')
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([
      '__Host-latchkey-browser',
      '__Host-latchkey-session',
      '__Host-latchkey-familiar',
    ])
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; Path=\/(;|$)/)
      for (const flag of ['Secure', 'HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(`; ${flag}`)
      expect(cookie).not.toMatch(/Domain=/i)
      expect(cookie.length).toBeLessThan(512)
    }
  })

  test('of an http issuer on this computer work without TLS', async () => {
    for (const cookie of await cookiesOf('http://localhost:4000')) {
      expect(cookie).toMatch(/^latchkey-(browser|session|familiar)-[0-9a-f]{8}=/)
      expect(cookie).not.toContain('Secure')
      expect(cookie).toContain('; HttpOnly')
    }
  })

  test('of two issuers on one host have two names', async () => {
    const [one] = await cookiesOf('https://id.example.test/one')
    const [two] = await cookiesOf('https://id.example.test/two')
    expect(one?.split('=')[0]).not.toBe(two?.split('=')[0])
  })
})

test('an http issuer does not promise https', async () => {
  const local = await openWorld({ issuer: 'http://localhost:4000' })
  const page = await local.browser().open(authorizePath())
  expect(page.headers.has('strict-transport-security')).toBe(false)
  await local.server.close()
})

test('an issuer with a path has all its pages there, and its forms and links lead there', async () => {
  const inside = await openWorld({ issuer: 'https://id.example.test/auth' })
  const visitor = inside.browser()
  expect((await visitor.open(authorizePath())).status).toBe(404)
  const page = await visitor.open(`/auth${authorizePath()}`)
  expect(pathOf(page)).toBe('/auth/sign-in')
  for (const [, address] of page.html.matchAll(/(?:href|src|action)="([^"]+)"/g))
    expect(address).toMatch(/^\/auth\//)
  const consent = await signInAs(visitor, page)
  const back = await visitor.submit(consent, 'consent-allow')
  expect(new URL(back.url).searchParams.get('iss')).toBe('https://id.example.test/auth')
  await inside.server.close()
})

describe('what is sent along cannot lead away or run (C-17, C-62)', () => {
  test.each([
    'next',
    'return_to',
    'redirect',
    'redirect_uri',
    'error',
    'error_description',
    'error_hint',
    'notice',
    'username',
  ])('%s', async (name) => {
    for (const value of [
      '//evil.test',
      '/\\evil.test',
      'https:evil.test',
      '/%2f%2fevil.test',
      '"><script>alert(1)</script>',
    ])
      for (const path of ['/sign-in', '/logout', '/sign-up', '/nowhere', '/account']) {
        const visitor = world.browser()
        const page = await visitor.open(`${path}?${new URLSearchParams({ [name]: value })}`)
        expect(new URL(page.url).origin).toBe(world.server.issuer)
        expect(page.html).not.toMatch(/<script>|(?:href|src|action)="[^"]*evil/)
      }
  })

  test('signing in leads to our own page, whatever came with it', async () => {
    const visitor = world.browser()
    const page = await visitor.open('/sign-in?next=//evil.test&return_to=https://evil.test')
    expect((await signInAs(visitor, page)).url).toBe(`${world.server.issuer}/account`)
  })
})

test('a person is answered in a language of theirs, and directions turn with it', async () => {
  const german = await world.browser().open('/sign-in', { 'accept-language': 'xx, de-AT;q=0.9, en;q=0.8' })
  expect(german.html).toContain('<html lang="de" dir="ltr">')
  const arabic = await world.browser().open(authorizePath({ ui_locales: 'ar' }))
  expect(arabic.html).toContain('dir="rtl"')
  const junk = await world.browser().open('/sign-in', { 'accept-language': `${'x-'.repeat(2000)};q=9` })
  expect(junk.status).toBe(200)
})

test('a page of the embedder takes the place of ours', async () => {
  const own = await openWorld({
    pages: { signIn: (view) => `<h1>Mine</h1>${Object.keys(view.hidden).join()}` },
  })
  const page = await own.browser().open(authorizePath())
  expect(page.html).toBe('<h1>Mine</h1>form_token,request')
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  await own.server.close()
})

test('an error page names the request, so that its log line can be found', async () => {
  const page = pageOf('error')
  expectErrorPage(page)
  expect(page.html).toContain(page.headers.get('x-request-id') ?? 'no id')
})

test('HEAD answers like GET, without a body', async () => {
  const browser = world.browser()
  await authorizeFully(browser, { scope: 'openid' })
  for (const path of [
    '/sign-in',
    authorizePath(),
    '/nowhere',
    '/jwks',
    '/.well-known/openid-configuration',
  ]) {
    const [head, get] = await Promise.all(
      ['HEAD', 'GET'].map((method) =>
        world.server.fetch(new Request(world.server.issuer + path, { method })),
      ),
    )
    expect([path, head?.status]).toEqual([path, get?.status])
    expect(await head?.text()).toBe('')
  }
})
